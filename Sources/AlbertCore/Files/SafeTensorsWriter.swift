// One safetensors file: eight bytes of length, a JSON header, then the data of every tensor, copied from a store piece by piece.
// Wide elements come first and the header ends on a multiple of eight, so that every tensor lies where a reader that maps the
// file can use it in place; this is also how the reference implementation writes.

/// A tensor of a store on its way into a new file.
struct SavedTensor: Equatable {
    let name: String
    let entry: TensorEntry
}

struct SafeTensorsWriter {
    private static let pieceByteCount = 1 << 20

    private let store: TensorStore
    private let tensors: [SavedTensor]
    /// Bytes of all tensors.
    let dataByteCount: Int

    /// The names differ from each other.
    init(_ tensors: [SavedTensor], from store: TensorStore) throws(AlbertError) {
        self.store = store
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
                try store.read(entry, elements: elements, into: bytes)
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
