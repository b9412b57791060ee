// One member of a safetensors header at a time: a tensor's type, shape and place, or the free text of `__metadata__`.

struct SafeTensorsEntryReader {
    /// The file, for messages.
    let place: String
    let header: JSONValue
    /// The bytes of the file that hold data.
    let data: Range<Int>
    let shard: Int
    private(set) var entries: [TensorEntry] = []

    init(place: String, header: JSONValue, data: Range<Int>, shard: Int) {
        self.place = place
        self.header = header
        self.data = data
        self.shard = shard
    }

    mutating func add(_ nameBytes: UnsafeBufferPointer<UInt8>, _ value: JSONValue) throws(AlbertError) {
        guard nameBytes.count <= FileLimits.tensorNameByteCount else {
            throw AlbertError(
                .limit, at: place, byteOffset: 8,
                "a tensor's name has \(nameBytes.count) bytes, the limit is \(FileLimits.tensorNameByteCount)")
        }
        let name = String(decoding: nameBytes, as: UTF8.self)
        if name == "__metadata__" { return try checkMetadata(value) }
        guard entries.count < FileLimits.tensorCount else {
            throw AlbertError(.limit, at: place, byteOffset: 8, "more than \(FileLimits.tensorCount) tensors")
        }
        guard value.kind == .object else { throw wrong(name, "must be an object, found \(value.summary)") }
        let type = try type(name, value)
        let shape = try shape(name, value)
        let (elementCount, byteCount) = try size(name, type, shape)
        let range = try range(name, value)
        guard range.count == byteCount else {
            let wanted = "shape \(shape) of \(type.rawValue) needs \(byteCount) bytes"
            throw wrong(name, "\(wanted), the header gives \(range.count)")
        }
        entries.append(
            TensorEntry(
                name: name, type: type, shape: shape, elementCount: elementCount, byteRange: range, shard: shard))
    }

    private func checkMetadata(_ value: JSONValue) throws(AlbertError) {
        guard value.kind == .object else { throw wrong("__metadata__", "must be an object, found \(value.summary)") }
        try value.forEachMember { key, value throws(AlbertError) in
            guard value.kind == .string else {
                throw wrong("__metadata__", "\(quoted(key)) must be a text, found \(value.summary)")
            }
        }
    }

    private func type(_ name: String, _ value: JSONValue) throws(AlbertError) -> TensorType {
        guard let member = value["dtype"] else { throw wrong(name, "'dtype' is missing") }
        guard let text = member.string else { throw wrong(name, "'dtype' must be a text, found \(member.summary)") }
        guard let type = TensorType(rawValue: text) else {
            throw wrong(name, "the dtype \(quoted(text)) is not supported", .unsupported)
        }
        return type
    }

    private func shape(_ name: String, _ value: JSONValue) throws(AlbertError) -> [Int] {
        guard let member = value["shape"] else { throw wrong(name, "'shape' is missing") }
        guard member.kind == .array else { throw wrong(name, "'shape' must be an array, found \(member.summary)") }
        guard member.count <= FileLimits.rank else {
            throw wrong(name, "\(member.count) dimensions, the limit is \(FileLimits.rank)", .limit)
        }
        return try wholeNumbers(name, "shape", member)
    }

    private func size(_ name: String, _ type: TensorType, _ shape: [Int]) throws(AlbertError) -> (Int, Int) {
        var elementCount = 1
        for dimension in shape {
            let (product, overflow) = elementCount.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw wrong(name, "shape \(shape) overflows") }
            elementCount = product
        }
        let (byteCount, overflow) = elementCount.multipliedReportingOverflow(by: type.byteCount)
        guard !overflow else { throw wrong(name, "shape \(shape) of \(type.rawValue) overflows") }
        return (elementCount, byteCount)
    }

    private func range(_ name: String, _ value: JSONValue) throws(AlbertError) -> Range<Int> {
        guard let member = value["data_offsets"] else { throw wrong(name, "'data_offsets' is missing") }
        guard member.kind == .array, member.count == 2 else {
            throw wrong(name, "'data_offsets' must be two numbers, found \(member.summary) of \(member.count)")
        }
        let offsets = try wholeNumbers(name, "data_offsets", member)
        guard let start = offsets.first, let end = offsets.last, start <= end else {
            throw wrong(name, "'data_offsets' \(offsets) are reversed")
        }
        guard end <= data.count else {
            throw wrong(name, "truncated: its bytes end at \(end), the file has \(data.count) bytes of data")
        }
        return (data.lowerBound + start)..<(data.lowerBound + end)  // inside the file
    }

    private func wholeNumbers(_ name: String, _ key: String, _ array: JSONValue) throws(AlbertError) -> [Int] {
        var numbers: [Int] = []
        for index in 0..<array.count {
            guard let element = array.element(at: index) else { break }
            guard let number = element.int, let size = Int(exactly: number), size >= 0 else {
                throw wrong(name, "'\(key)' must hold whole numbers from 0, found \(element.summary)")
            }
            numbers.append(size)
        }
        return numbers
    }

    func wrong(_ name: String, _ detail: String, _ code: AlbertError.Code = .format) -> AlbertError {
        let found = header.byteOffset(ofMember: name)
        let offset = found < 0 ? found : found + Int64(SafeTensorsHeader.lengthByteCount)
        return AlbertError(code, at: place, byteOffset: offset, "tensor \(quoted(name)): \(detail)")
    }
}
