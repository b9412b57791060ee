// The header of one safetensors file: eight bytes of length (little-endian), JSON, then the data. Everything the header
// says is checked here, in this order, before anybody uses it: length, JSON, every tensor by itself, all tensors together.
// The data section must be covered exactly, without overlap, hole or trailing bytes, so that a file has one meaning only.

enum SafeTensorsHeader {
    /// The tensors of `source`, sorted by their place in the file.
    static func read(
        _ source: TensorSource, shard: Int, limit: Int = FileLimits.headerByteCount
    ) throws(AlbertError) -> [TensorEntry] {
        let headerByteCount = try readLength(source, limit: limit)
        var text = try Buffer<UInt8>(capacity: headerByteCount)
        try text.resize(headerByteCount)
        try source.read(into: UnsafeMutableRawBufferPointer(text.mutableElements), at: lengthByteCount)

        let bytes = UnsafeRawBufferPointer(text.elements)
        let document = try parse(bytes, name: source.name)
        let dataStart = lengthByteCount + headerByteCount  // both inside the file
        let data = dataStart..<source.byteCount
        var reader = SafeTensorsEntryReader(place: source.name, header: document.root, data: data, shard: shard)
        try document.root.forEachMember { name, value throws(AlbertError) in try reader.add(name, value) }
        var entries = reader.entries
        entries.sort {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        try checkCoverage(entries, data, reader)
        return entries
    }

    static let lengthByteCount = 8

    private static func readLength(_ source: TensorSource, limit: Int) throws(AlbertError) -> Int {
        let size = source.byteCount
        guard size >= lengthByteCount else {
            throw AlbertError(
                .format, at: source.name, byteOffset: 0, "8-byte length missing: the file has \(size) bytes")
        }
        var little: UInt64 = 0
        try withUnsafeMutableBytes(of: &little) { bytes throws(AlbertError) in try source.read(into: bytes, at: 0) }
        let declared = UInt64(littleEndian: little)
        guard declared > 0 else { throw AlbertError(.format, at: source.name, byteOffset: 0, "the header is empty") }
        guard let count = Int(exactly: declared), count <= limit else {
            throw AlbertError(
                .limit, at: source.name, byteOffset: 0, "the header has \(declared) bytes, the limit is \(limit)")
        }
        guard count <= size - lengthByteCount else {
            throw AlbertError(
                .format, at: source.name, byteOffset: 8,
                "truncated: the header needs \(count) bytes, the file has \(size - lengthByteCount) after its length")
        }
        return count
    }

    private static func parse(_ text: UnsafeRawBufferPointer, name: String) throws(AlbertError) -> JSONDocument {
        let limits = JSONLimits(byteCount: text.count, valueCount: FileLimits.headerValueCount)
        let document: JSONDocument
        do throws(AlbertError) {
            document = try JSONDocument(text, name: name, limits: limits)
        } catch {
            // The header starts after its length; offsets in messages are the file's.
            throw AlbertError(
                error.code, at: name, byteOffset: error.byteOffset + Int64(lengthByteCount), "header: " + error.detail)
        }
        guard document.root.kind == .object else {
            throw AlbertError(.format, at: name, byteOffset: 8, "header: an object expected, found an array")
        }
        return document
    }

    private static func checkCoverage(
        _ entries: [TensorEntry], _ data: Range<Int>, _ reader: SafeTensorsEntryReader
    ) throws(AlbertError) {
        var end = data.lowerBound
        for entry in entries {
            let start = entry.byteRange.lowerBound
            guard start >= end else {
                throw reader.wrong(entry.name, "starts at \(start), inside the tensor before it, which ends at \(end)")
            }
            guard start == end else {
                throw reader.wrong(
                    entry.name, "starts at \(start), which leaves a hole: the data before it ends at \(end)")
            }
            end = entry.byteRange.upperBound
        }
        guard end == data.upperBound else {
            throw AlbertError(
                .format, at: reader.place, byteOffset: Int64(end),
                "\(data.upperBound - end) bytes after the last tensor belong to no tensor")
        }
    }
}
