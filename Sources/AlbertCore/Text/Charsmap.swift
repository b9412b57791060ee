// The normalisation table of a SentencePiece model: a double array (Darts) from byte strings to replacement strings.
// ALBERT.md 4.7 describes the format. Everything in it is checked when it is read, and every step again when it is used.

final class Charsmap: @unchecked Sendable {
    /// The bytes as the file has them: u32 table size, table, replacements that end in NUL.
    private var bytes: Buffer<UInt8>
    private let units: UnsafePointer<UInt8>
    private let unitCount: UInt32
    private let pool: UnsafePointer<UInt8>
    private let poolCount: UInt32

    /// A match: the bytes covered and what replaces them.
    struct Match {
        let byteCount: Int
        let replacement: UnsafeBufferPointer<UInt8>
    }

    /// `bytes` may be empty: the identity. Errors have no place, which the reader knows.
    init(_ bytes: consuming Buffer<UInt8>) throws(AlbertError) {
        guard !bytes.isEmpty else {
            (units, unitCount, pool, poolCount) = (UnsafePointer(bytes.base), 0, UnsafePointer(bytes.base), 0)
            self.bytes = bytes
            return
        }
        guard bytes.count >= 4, let size = Int(exactly: Self.word(UnsafePointer(bytes.base), 0)) else {
            throw AlbertError(.format, at: "", "the charsmap has \(bytes.count) bytes, too few for its table's size")
        }
        guard size % 4 == 0, size >= 1024, size <= bytes.count - 4 else {
            throw AlbertError(
                .format, at: "",
                "the charsmap's table has \(size) bytes, of \(bytes.count - 4); it must fit and be whole blocks")
        }
        units = UnsafePointer(bytes.base + 4)
        unitCount = UInt32(size / 4)
        pool = UnsafePointer(bytes.base + 4 + size)
        guard let poolCount = UInt32(exactly: bytes.count - 4 - size) else {
            throw AlbertError(.limit, at: "", "the charsmap has \(bytes.count) bytes")
        }
        self.poolCount = poolCount
        self.bytes = bytes
        try checkTable()
    }

    var isIdentity: Bool { unitCount == 0 }

    /// The shortest key that is a prefix of `text`: what Hugging Face's reader replaces a whole cluster by.
    func shortestMatch(_ text: UnsafeBufferPointer<UInt8>) -> Match? {
        var walk = Walk()
        for index in 0..<text.count {
            guard step(&walk, text[index]) else { return nil }
            if let replacement = replacement(at: walk) { return Match(byteCount: index + 1, replacement: replacement) }
        }
        return nil
    }

    /// The longest key that is a prefix of `text`: what SentencePiece replaces. Keys are at most 255 bytes long here, so that
    /// a table that runs in circles cannot make reading a text slower than linear.
    func longestMatch(_ text: UnsafeBufferPointer<UInt8>) -> Match? {
        var walk = Walk()
        var best: Match?
        for index in 0..<min(text.count, Self.longestMatch) {
            guard step(&walk, text[index]) else { break }
            if let replacement = replacement(at: walk) { best = Match(byteCount: index + 1, replacement: replacement) }
        }
        return best
    }

    /// Longer matches are not looked for.
    static let longestMatch = 255
    /// Longer replacements are refused: a text may grow by so much. Unicode's longest has 33 bytes.
    static let longestReplacement = 255

    /// Whether space, tab, line feed and carriage return are white space afterwards too.
    var keepsASCIISpaces: Bool {
        [0x20, 0x09, 0x0A, 0x0D].allSatisfy { (byte: UInt8) in
            withUnsafePointer(to: byte) { pointer in
                guard let match = shortestMatch(UnsafeBufferPointer(start: pointer, count: 1)) else { return true }
                return match.replacement.elementsEqual([0x20])
            }
        }
    }

    // MARK: The double array

    private struct Walk {
        /// The unit reached, and where its children start.
        var unit: UInt32 = 0
        var position: UInt32 = 0
        var isAtRoot = true
    }

    private func step(_ walk: inout Walk, _ byte: UInt8) -> Bool {
        if walk.isAtRoot {
            guard unitCount > 0 else { return false }
            walk.position = Self.offset(of: unit(0))
            walk.isAtRoot = false
        }
        let next = walk.position ^ UInt32(byte)
        guard next < unitCount else { return false }
        walk.unit = unit(next)
        guard walk.unit & 0x8000_00FF == UInt32(byte) else { return false }
        walk.position = next ^ Self.offset(of: walk.unit)
        return true
    }

    private func replacement(at walk: Walk) -> UnsafeBufferPointer<UInt8>? {
        guard walk.unit & 0x100 != 0, walk.position < unitCount else { return nil }
        let start = unit(walk.position) & 0x7FFF_FFFF
        guard start < poolCount else { return nil }
        var end = start
        while end < poolCount, pool[Int(end)] != 0 { end += 1 }
        return UnsafeBufferPointer(start: pool + Int(start), count: Int(end - start))
    }

    private static func offset(of unit: UInt32) -> UInt32 { (unit >> 10) << ((unit & 0x200) >> 6) }

    @inline(__always)
    private func unit(_ index: UInt32) -> UInt32 { Self.word(units, Int(index) &* 4) }

    private static func word(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt32.self))
    }

    // MARK: Checks

    /// Every unit leads inside the table, every value inside the pool, and the pool is UTF-8 that ends.
    private func checkTable() throws(AlbertError) {
        guard poolCount > 0, pool[Int(poolCount) - 1] == 0 else {
            throw AlbertError(.format, at: "", "the charsmap's last replacement does not end")
        }
        if let wrong = firstIllFormedByte(UnsafeBufferPointer(start: pool, count: Int(poolCount))) {
            throw AlbertError(.format, at: "", "the charsmap's replacements are not UTF-8 from byte \(wrong) on")
        }
        var start: UInt32 = 0
        for end in 0..<poolCount where pool[Int(end)] == 0 {
            guard end - start <= UInt32(Self.longestReplacement) else {
                throw AlbertError(
                    .limit, at: "",
                    "a replacement of the charsmap has \(end - start) bytes, the limit is \(Self.longestReplacement)")
            }
            start = end + 1
        }
        guard unit(0) & 0x8000_0000 == 0 else {
            throw AlbertError(.format, at: "", "the charsmap's first unit is a value, it must be the root")
        }
        for index in 0..<unitCount {
            let unit = unit(index)
            if unit & 0x8000_0000 != 0 {
                let start = unit & 0x7FFF_FFFF
                guard start < poolCount, pool[Int(start)] & 0xC0 != 0x80 else {
                    throw AlbertError(
                        .format, at: "",
                        "the charsmap's unit \(index) names replacement \(start), of \(poolCount) bytes")
                }
            } else {
                guard (index ^ Self.offset(of: unit)) | 0xFF < unitCount else {
                    throw AlbertError(
                        .format, at: "",
                        "the charsmap's unit \(index) leads to \(index ^ Self.offset(of: unit)), of \(unitCount) units")
                }
            }
        }
    }
}
