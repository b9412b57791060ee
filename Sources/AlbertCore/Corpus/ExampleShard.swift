// A file of examples in memory. Everything is held against the header and against each other once, when it is opened; reading an
// example afterwards cannot fail.

final class ExampleShard: @unchecked Sendable {
    let header: ShardHeader
    private let bytes: Buffer<UInt8>
    /// Where the records begin.
    private let starts: Buffer<Int>

    /// `place` is the file's name, for messages.
    init(_ bytes: consuming Buffer<UInt8>, place: String) throws(AlbertError) {
        let raw = UnsafeRawBufferPointer(bytes.elements)
        let header = try ShardHeader(of: raw, place: place)
        var checksum = Checksum()
        let end = raw.count - ShardHeader.checksumByteCount
        checksum.add(UnsafeRawBufferPointer(rebasing: raw[..<end]))
        guard checksum.value == raw.number(at: end, as: UInt32.self) else {
            throw AlbertError(
                .format, at: place, byteOffset: Int64(end), "the checksum is not that of the bytes before it")
        }
        let starts = try Self.check(raw, header, place)
        self.header = header
        self.starts = starts
        self.bytes = bytes
    }

    convenience init(_ file: File) throws(AlbertError) {
        try self.init(try file.readAll(limit: ShardHeader.shardByteLimit), place: file.path)
    }

    var exampleCount: Int { starts.count }

    func record(_ example: Int) -> ExampleRecord {
        ExampleRecord(of: UnsafeRawBufferPointer(bytes.elements), at: starts[example])
    }

    /// An id or label of a record, which begins at `offset`.
    @inline(__always)
    func id(at offset: Int) -> Int32 {
        let raw = UnsafeRawBufferPointer(bytes.elements)
        return header.idByteCount == 2
            ? Int32(raw.number(at: offset, as: UInt16.self))
            : Int32(bitPattern: raw.number(at: offset, as: UInt32.self))
    }

    @inline(__always)
    func position(at offset: Int) -> Int {
        Int(UnsafeRawBufferPointer(bytes.elements).number(at: offset, as: UInt16.self))
    }

    private static func check(
        _ raw: UnsafeRawBufferPointer, _ header: ShardHeader, _ place: String
    ) throws(AlbertError) -> Buffer<Int> {
        let end = raw.count - ShardHeader.checksumByteCount
        var starts = try Buffer<Int>()
        var offset = header.byteCount
        while offset < end {
            if let fault = fault(raw, offset..<end, header) {
                throw AlbertError(
                    .format, at: place, byteOffset: Int64(fault.offset), "example \(starts.count): \(fault.detail)")
            }
            try starts.append(offset)
            offset += ExampleRecord(of: raw, at: offset).byteCount(header.idByteCount)
        }
        guard starts.count == header.exampleCount else {
            throw AlbertError(
                .format, at: place, byteOffset: 88, "says \(header.exampleCount) examples, holds \(starts.count)")
        }
        return starts
    }

    /// What is wrong with the record at the beginning of `range`; nil where all is well.
    private static func fault(
        _ raw: UnsafeRawBufferPointer, _ range: Range<Int>, _ header: ShardHeader
    ) -> (offset: Int, detail: String)? {
        let (offset, width) = (range.lowerBound, header.idByteCount)
        guard range.count >= ExampleRecord.fixedByteCount else { return (offset, "its record is cut off") }
        let record = ExampleRecord(of: raw, at: offset)
        let flags = raw.number(at: offset + 6, as: UInt16.self)
        guard flags == 0 || flags == 1 || flags == 3 else { return (offset + 6, "unknown flags \(flags)") }
        guard record.firstCount > 0, record.secondCount > 0, record.length <= header.maxLength else {
            return (offset, "segments of \(record.firstCount) and \(record.secondCount) pieces")
        }
        guard record.maskCount <= (header.masking == .stored ? record.pieceCount : 0) else {
            return (offset + 4, "\(record.maskCount) masks")
        }
        guard range.count >= record.byteCount(width) else { return (offset, "its record is cut off") }
        func isBeyond(_ offset: Int) -> Bool {
            let id =
                width == 2 ? Int(raw.number(at: offset, as: UInt16.self)) : Int(raw.number(at: offset, as: UInt32.self))
            return id >= header.vocabulary.size
        }
        let positions = record.start + record.pieceCount * width
        let labels = positions + 2 * record.maskCount
        for place in stride(from: record.start, to: positions, by: width) where isBeyond(place) {
            return (place, "an id beyond the vocabulary")
        }
        var last = 0
        for place in stride(from: positions, to: labels, by: 2) {
            let position = Int(raw.number(at: place, as: UInt16.self))
            guard position > last, position != record.firstCount + 1, position < record.length - 1 else {
                return (place, "a mask at \(position)")
            }
            last = position
        }
        for place in stride(from: labels, to: labels + width * record.maskCount, by: width) where isBeyond(place) {
            return (place, "a label beyond the vocabulary")
        }
        return nil
    }
}
