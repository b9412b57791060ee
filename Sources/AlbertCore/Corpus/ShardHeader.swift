// How a file of examples begins. All numbers are little-endian.
//
//   bytes   what
//   0  8    "ALBERTEX"
//   8  4    version: 1
//   12 4    bytes of an id: 2 where the vocabulary has at most 65,536 pieces, else 4
//   16 8    fingerprint of settings and vocabulary
//   24 8    fingerprint of the vocabulary
//   32 4    vocabulary size
//   36 12   ids of [CLS], [SEP], [MASK]
//   48 4    most pieces of an example
//   52 4    masking: 0 stored, 1 on reading
//   56 8    mask rate, a double
//   64 4    longest n-gram
//   68 4    most predictions; 0: no limit
//   72 8    seed
//   80 4    pass
//   84 4    portion
//   88 8    examples
//   96 8    bytes of their records
//   104 n   word starts: a bit for each id, the lowest first; n = size / 8 rounded up to a multiple of 8
//   then    the records (ExampleRecord.swift), then CRC-32 of all before it, 4 bytes

struct ShardHeader {
    var fingerprint: UInt64
    var vocabulary: MaskingVocabulary
    var maxLength: Int
    var masking: PretrainingSettings.Masking
    var masks: MaskSettings
    var seed: UInt64
    var pass = 0
    var portion = 0
    var exampleCount = 0
    var recordByteCount = 0

    static let magic: UInt64 = 0x5845_5452_4542_4C41
    static let version: UInt32 = 1
    static let fixedByteCount = 104
    static let checksumByteCount = 4
    /// Beyond this a file is refused before it is read.
    static let shardByteLimit = 8 << 30

    /// Bytes of an id.
    var idByteCount: Int { Self.idByteCount(vocabulary.size) }
    var byteCount: Int { Self.fixedByteCount + Self.bitmapByteCount(vocabulary.size) }

    private static func idByteCount(_ vocabularySize: Int) -> Int { vocabularySize <= 65_536 ? 2 : 4 }
    private static func bitmapByteCount(_ vocabularySize: Int) -> Int {
        (MaskingVocabulary.byteCount(vocabularySize) + 7) & ~7
    }

    func append(to bytes: inout Buffer<UInt8>) throws(AlbertError) {
        try bytes.append(number: Self.magic)
        try bytes.append(number: Self.version)
        try bytes.append(number: UInt32(idByteCount))
        try bytes.append(number: fingerprint)
        try bytes.append(number: vocabulary.fingerprint)
        try bytes.append(number: UInt32(truncatingIfNeeded: vocabulary.size))
        try bytes.append(number: UInt32(bitPattern: vocabulary.specials.cls))
        try bytes.append(number: UInt32(bitPattern: vocabulary.specials.sep))
        try bytes.append(number: UInt32(bitPattern: vocabulary.specials.mask))
        try bytes.append(number: UInt32(truncatingIfNeeded: maxLength))
        try bytes.append(number: masking.rawValue)
        try bytes.append(number: masks.rate.bitPattern)
        try bytes.append(number: UInt32(truncatingIfNeeded: masks.longestGram))
        try bytes.append(number: UInt32(truncatingIfNeeded: masks.most ?? 0))
        try bytes.append(number: seed)
        try bytes.append(number: UInt32(truncatingIfNeeded: pass))
        try bytes.append(number: UInt32(truncatingIfNeeded: portion))
        try bytes.append(number: UInt64(exampleCount))
        try bytes.append(number: UInt64(recordByteCount))
        try bytes.append(vocabulary.wordStarts.elements)
        for _ in vocabulary.wordStarts.count..<Self.bitmapByteCount(vocabulary.size) { try bytes.append(0) }
    }

    /// The header of `bytes`, a whole file; `place` is its name. Compared with the file's size before anything else is read.
    init(of bytes: UnsafeRawBufferPointer, place: String) throws(AlbertError) {
        func refused(_ offset: Int, _ detail: String) -> AlbertError {
            AlbertError(.format, at: place, byteOffset: Int64(offset), detail)
        }
        func require(_ condition: Bool, _ offset: Int, _ detail: @autoclosure () -> String) throws(AlbertError) {
            guard condition else { throw refused(offset, detail()) }
        }
        try require(
            bytes.count >= Self.fixedByteCount, bytes.count,
            "truncated: a file of examples has at least \(Self.fixedByteCount) bytes")
        func word(_ offset: Int) -> UInt32 { bytes.number(at: offset, as: UInt32.self) }
        func long(_ offset: Int) -> UInt64 { bytes.number(at: offset, as: UInt64.self) }
        try require(long(0) == Self.magic, 0, "does not begin as a file of examples")
        guard word(8) == Self.version else {
            throw AlbertError(
                .unsupported, at: place, byteOffset: 8,
                "is of version \(word(8)) of the format; this library reads version \(Self.version)")
        }
        let size = Int(word(32))
        try require((1...Vocabulary.countLimit).contains(size), 32, "a vocabulary of \(size) pieces")
        try require(Int(word(12)) == Self.idByteCount(size), 12, "ids of \(word(12)) bytes")
        for offset in [36, 40, 44] {
            try require(Int(word(offset)) < size, offset, "a special token \(word(offset)) beyond the vocabulary")
        }
        let length = Int(word(48))
        try require(PretrainingSettings.lengths.contains(length), 48, "examples of \(length) pieces")
        guard let masking = PretrainingSettings.Masking(rawValue: word(52)) else {
            throw refused(52, "an unknown kind of masking, \(word(52))")
        }
        let masks = MaskSettings(
            rate: Double(bitPattern: long(56)), longestGram: Int(word(64)), most: word(68) == 0 ? nil : Int(word(68)))
        do throws(AlbertError) { try masks.check() } catch { throw refused(56, "\(error.place) \(error.detail)") }
        guard let exampleCount = Int(exactly: long(88)), let recordByteCount = Int(exactly: long(96)) else {
            throw refused(88, "\(long(88)) examples of \(long(96)) bytes")
        }
        let bitmap = Self.fixedByteCount..<Self.fixedByteCount + Self.bitmapByteCount(size)
        let rest = bytes.count - bitmap.upperBound - Self.checksumByteCount
        try require(
            rest >= 0 && rest == recordByteCount, 96,
            "says \(recordByteCount) bytes of records; the file has \(rest)")
        vocabulary = try MaskingVocabulary(
            size: size,
            specials: .init(
                cls: Int32(truncatingIfNeeded: word(36)), sep: Int32(truncatingIfNeeded: word(40)),
                mask: Int32(truncatingIfNeeded: word(44))),
            fingerprint: long(24),
            wordStarts: UnsafeBufferPointer(
                rebasing: bytes.bindMemory(to: UInt8.self)[bitmap].prefix(MaskingVocabulary.byteCount(size))))
        fingerprint = long(16)
        maxLength = length
        self.masking = masking
        self.masks = masks
        seed = long(72)
        pass = Int(word(80))
        portion = Int(word(84))
        self.exampleCount = exampleCount
        self.recordByteCount = recordByteCount
    }

    init(
        _ settings: PretrainingSettings, _ vocabulary: MaskingVocabulary, fingerprint: UInt64
    ) {
        self.fingerprint = fingerprint
        self.vocabulary = vocabulary
        maxLength = settings.maxLength
        masking = settings.masking
        masks = settings.masks
        seed = settings.seed
    }
}

extension Buffer where Element == UInt8 {
    /// Appends a number, its lowest byte first.
    @inline(__always)
    mutating func append(number: some FixedWidthInteger & BitwiseCopyable) throws(AlbertError) {
        let size = MemoryLayout.size(ofValue: number)
        let start = count
        try resize(start + size)
        UnsafeMutableRawPointer(base + start).storeBytes(of: number.littleEndian, as: type(of: number))
    }
}

extension UnsafeRawBufferPointer {
    /// The number whose lowest byte is at `offset`; the caller has compared the end with the count.
    @inline(__always)
    func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
