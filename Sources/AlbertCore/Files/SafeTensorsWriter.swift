// One safetensors file: eight bytes of length, a JSON header, then the data of every tensor, copied piece by piece from a store or
// from memory.
// Wide elements come first and the header ends on a multiple of eight, so that every tensor lies where a reader that maps the
// file can use it in place; this is also how the reference implementation writes.

/// A tensor of a store on its way into a new file.
struct SavedTensor: Equatable {
    let name: String
    let entry: TensorEntry
}

struct SafeTensorsWriter {
    private static let pieceByteCount = 1 << 20

    /// Puts the bytes of a run of a tensor's elements into the target, which is as long as those are.
    typealias Reading = (TensorEntry, Range<Int>, UnsafeMutableRawBufferPointer) throws(AlbertError) -> Void

    private let read: Reading
    private let tensors: [SavedTensor]
    /// Bytes of all tensors.
    let dataByteCount: Int

    init(_ tensors: [SavedTensor], from store: TensorStore) throws(AlbertError) {
        try self.init(tensors) { (entry, elements, target) throws(AlbertError) in
            try store.read(entry, elements: elements, into: target)
        }
    }

    /// The names differ from each other.
    init(_ tensors: [SavedTensor], read: @escaping Reading) throws(AlbertError) {
        self.read = read
        self.tensors = tensors.sorted {
            let (first, second) = ($0.entry.type.byteCount, $1.entry.type.byteCount)
            return first == second ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : first > second
        }
        var sum = 0
        for tensor in tensors { sum = try checkedSum(sum, tensor.entry.byteRange.count) }
        dataByteCount = sum
    }

    /// Writes everything; progress counts the bytes of tensors.
    func write(to file: NewFile, watch: Watch) throws(AlbertError) {
        let header = try header()
        try withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes throws(AlbertError) in try file.append(bytes)
        }
        try file.append(UnsafeRawBufferPointer(header.elements))
        let piece = try Buffer<UInt8>(uninitialized: Self.pieceByteCount)
        var done = 0
        for tensor in tensors {
            let entry = tensor.entry
            let step = Self.pieceByteCount / entry.type.byteCount
            for start in stride(from: 0, to: entry.elementCount, by: step) {
                try watch.check()
                let elements = start..<min(start + step, entry.elementCount)
                let bytes = UnsafeMutableRawBufferPointer(
                    start: piece.base, count: elements.count * entry.type.byteCount)
                try read(entry, elements, bytes)
                try file.append(UnsafeRawBufferPointer(bytes))
                done += bytes.count
                watch.report(done, of: dataByteCount)
            }
        }
    }

    private func header() throws(AlbertError) -> Buffer<UInt8> {
        var text = try Buffer<UInt8>()
        try text.appendText("{\"__metadata__\":{\"format\":\"pt\"}")
        var start = 0
        for tensor in tensors {
            let end = try checkedSum(start, tensor.entry.byteRange.count)
            let shape = tensor.entry.shape.map { String($0) }.joined(separator: ",")
            try text.append(UInt8(ascii: ","))
            try text.appendJSON(tensor.name)
            try text.appendText(
                ":{\"dtype\":\"\(tensor.entry.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}"
            )
            start = end
        }
        try text.appendText("}")
        while !text.count.isMultiple(of: 8) { try text.append(UInt8(ascii: " ")) }
        guard text.count <= FileLimits.headerByteCount else {
            throw AlbertError(
                .limit, at: TensorStore.fileName,
                "the header would have \(text.count) bytes, the limit is \(FileLimits.headerByteCount)")
        }
        return text
    }
}

/// float32 tensors that lie in memory.
struct FloatTensor {
    let name: String
    let shape: [Int]
    let values: UnsafeBufferPointer<Float>
}

extension SafeTensorsWriter {
    init(_ tensors: [FloatTensor]) throws(AlbertError) {
        var saved: [SavedTensor] = []
        for (index, tensor) in tensors.enumerated() {
            let byteCount = try checkedProduct(tensor.values.count, TensorType.float32.byteCount)
            saved.append(
                SavedTensor(
                    name: tensor.name,
                    entry: TensorEntry(
                        name: tensor.name, type: .float32, shape: tensor.shape, elementCount: tensor.values.count,
                        byteRange: 0..<byteCount, shard: index)))
        }
        try self.init(saved) { (entry, elements, target) throws(AlbertError) in
            let run = UnsafeBufferPointer<Float>(rebasing: tensors[entry.shard].values[elements])
            target.copyMemory(from: UnsafeRawBufferPointer(run))
        }
    }
}
