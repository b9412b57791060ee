import Testing

@testable import AlbertCore

@Suite("the charsmap")
struct CharsmapTests {
    /// "a" → "xy" and "ab" → "z": root at block 1, the node of "a" leads to block 2.
    private static func sample() -> [UInt8] {
        var units = [UInt32](repeating: 0, count: 1024)
        units[0] = 256 << 10
        let a = 256 ^ 0x61
        units[a] = UInt32(a ^ 512) << 10 | 0x100 | 0x61
        units[512] = 0x8000_0000
        let b = 512 ^ 0x62
        units[b] = UInt32(b ^ 768) << 10 | 0x100 | 0x62
        units[768] = 0x8000_0003
        let table = units.flatMap { unit in (0..<4).map { UInt8(truncatingIfNeeded: unit >> UInt32(8 * $0)) } }
        return (0..<4).map { UInt8(truncatingIfNeeded: table.count >> (8 * $0)) } + table + Array("xy\0z\0".utf8)
    }

    /// One ASCII character and what it becomes.
    static func sample(_ key: UInt8, becomes replacement: [UInt8]) -> [UInt8] {
        var units = [UInt32](repeating: 0, count: 1024)
        units[0] = 256 << 10
        let place = 256 ^ Int(key)
        units[place] = UInt32(place ^ 512) << 10 | 0x100 | UInt32(key)
        units[512] = 0x8000_0000
        let table = units.flatMap { unit in (0..<4).map { UInt8(truncatingIfNeeded: unit >> UInt32(8 * $0)) } }
        return (0..<4).map { UInt8(truncatingIfNeeded: table.count >> (8 * $0)) } + table + replacement + [0]
    }

    private func open(_ bytes: [UInt8]) throws -> Charsmap { try Charsmap(Buffer(copying: bytes)) }

    private func matches(_ map: Charsmap, _ text: String) throws -> [String] {
        try withUTF8(text) { (bytes) throws(AlbertError) in
            [map.shortestMatch(bytes), map.longestMatch(bytes)].map { match in
                match.map { "\($0.byteCount):" + String(decoding: $0.replacement, as: UTF8.self) } ?? "none"
            }
        }
    }

    @Test("gives the shortest and the longest key at a place")
    func matches() throws {
        let map = try open(Self.sample())
        #expect(try matches(map, "abc") == ["1:xy", "2:z"])
        #expect(try matches(map, "ac") == ["1:xy", "1:xy"])
        #expect(try matches(map, "b") == ["none", "none"])
        #expect(try matches(map, "") == ["none", "none"])
    }

    @Test("a replacement has at most 255 bytes")
    func longReplacement() throws {
        let longest = try open(Self.sample(0x61, becomes: [UInt8](repeating: 0x62, count: 255)))
        #expect(
            try withUTF8("a") { (bytes) throws(AlbertError) in longest.shortestMatch(bytes)?.replacement.count } == 255)
        let error = #expect(throws: AlbertError.self) {
            try open(Self.sample(0x61, becomes: [UInt8](repeating: 0x62, count: 256)))
        }
        #expect(error?.code == .limit)
    }

    @Test("keeps ASCII's spaces where each stays or becomes a space", arguments: [0x20, 0x09, 0x0A, 0x0D] as [UInt8])
    func spaces(_ byte: UInt8) throws {
        #expect(try open([]).keepsASCIISpaces && open(Self.sample(byte, becomes: [0x20])).keepsASCIISpaces)
        #expect(try open(Self.sample(0x61, becomes: [0x62])).keepsASCIISpaces)
        #expect(try !open(Self.sample(byte, becomes: [0x62])).keepsASCIISpaces)
        #expect(try !open(Self.sample(byte, becomes: [])).keepsASCIISpaces)
    }

    @Test("no bytes are the identity")
    func identity() throws {
        let map = try open([])
        #expect(map.isIdentity)
        #expect(try matches(map, "a") == ["none", "none"])
    }

    @Test("every wrong byte in it is refused, or leaves it safe to use")
    func damage() throws {
        let whole = Self.sample()
        for cut in [1, 3, 4, 5, 100, 1027, whole.count - 1] {
            #expect(throws: AlbertError.self) { try open(Array(whole[..<cut])) }
        }
        var random = SeededRandom(seed: 11)
        for _ in 0..<3000 {
            var bytes = whole
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            if let map = try? open(bytes) { _ = try matches(map, "abaab\u{301}") }
        }
    }

    @Test("a table that runs in circles takes bounded steps")
    func circle() throws {
        var bytes = Self.sample()
        // The node of "a" leads back to its own block.
        let unit = UInt32((256 ^ 0x61) ^ 256) << 10 | 0x61
        for byte in 0..<4 { bytes[4 + 4 * (256 ^ 0x61) + byte] = UInt8(truncatingIfNeeded: unit >> UInt32(8 * byte)) }
        let map = try open(bytes)
        #expect(try matches(map, String(repeating: "a", count: 100_000)) == ["none", "none"])
    }
}
