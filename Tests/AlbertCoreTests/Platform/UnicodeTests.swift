import Testing

@testable import AlbertCore

@Suite("facts about scalars")
struct UnicodeTests {
    private func flags(_ scalar: UInt32) -> ScalarFlags { ScalarRecord(of: scalar).flags }
    private func decomposed(_ scalar: UInt32) -> [UInt32]? { ScalarRecord(of: scalar).decomposition.map(Array.init) }

    @Test("white space is Unicode's White_Space, for every scalar")
    func space() {
        for scalar in Unicode.Scalar.all where flags(scalar.value).contains(.space) != scalar.properties.isWhitespace {
            Issue.record("U+\(String(scalar.value, radix: 16))")
        }
        let pythonOnly = (0x1C...0x1F).map { UInt32($0) }
        #expect(pythonOnly.allSatisfy { flags($0).contains(.pythonSpace) && !flags($0).contains(.space) })
    }

    @Test("lower case is the full mapping of one scalar, for every scalar of Unicode 8 and before")
    func lower() {
        for scalar in Unicode.Scalar.all where (scalar.properties.age?.major ?? 99) <= 8 {
            let expected = scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
            let found = ScalarRecord(of: scalar.value).lower.map(Array.init) ?? [scalar.value]
            if found != expected {
                Issue.record("U+\(String(scalar.value, radix: 16)): \(found), expected \(expected)")
            }
        }
        #expect(ScalarRecord(of: 0x130).lower.map(Array.init) == [0x69, 0x307])
    }

    @Test("decomposition is compatible and full; Hangul and plain letters have none here")
    func decomposition() {
        #expect(decomposed(0xE9) == [0x65, 0x301])
        #expect(decomposed(0x1E69) == [0x73, 0x323, 0x307])
        #expect(decomposed(0xFB01) == [0x66, 0x69])
        #expect(decomposed(0x2026) == [0x2E, 0x2E, 0x2E])
        #expect(decomposed(0xA8) == [0x20, 0x308])
        #expect(decomposed(0xFDFA)?.count == 18)
        for scalar: UInt32 in [0x61, 0xAC00, 0x10FFFF, 0xD800] { #expect(decomposed(scalar) == nil, "\(scalar)") }
    }

    @Test("marks without a combining class are marks, but do not combine")
    func marks() {
        for scalar: UInt32 in [0x301, 0x94D, 0x3099] {
            #expect(flags(scalar).isSuperset(of: [.mark, .combining]), "\(scalar)")
        }
        for scalar: UInt32 in [0x903, 0x20DD, 0xFE0F, 0x34F, 0xE31] {
            #expect(flags(scalar).contains(.mark) && !flags(scalar).contains(.combining), "\(scalar)")
        }
        for scalar: UInt32 in [0x61, 0xAD, 0, 0x200D, 0xA8] {
            #expect(flags(scalar).isDisjoint(with: [.mark, .combining]), "\(scalar)")
        }
    }

    @Test("digits are those of Python's isdigit: superscripts and circles, but no fractions and no Roman numbers")
    func digits() {
        for scalar: UInt32 in [0x30, 0x39, 0xB2, 0x2460, 0x660, 0x1D7CE] {
            #expect(flags(scalar).contains(.digit), "\(scalar)")
        }
        for scalar: UInt32 in [0x61, 0x2C, 0xBD, 0x2167, 0x4E00] {
            #expect(!flags(scalar).contains(.digit), "\(scalar)")
        }
    }

    @Test("what the final sigma and single words ask for")
    func words() {
        #expect(flags(0x3A3).contains(.cased) && !flags(0x5D0).contains(.cased))
        #expect(
            flags(0x27).contains(.caseIgnorable) && flags(0x301).contains(.caseIgnorable)
                && !flags(0x20).contains(.caseIgnorable))
        for scalar: UInt32 in [0x61, 0x35, 0x5F, 0x4E00, 0x301] { #expect(flags(scalar).contains(.word), "\(scalar)") }
        for scalar: UInt32 in [0x2D, 0x20, 0x2581, 0x1F600] { #expect(!flags(scalar).contains(.word), "\(scalar)") }
    }
}

extension Unicode.Scalar {
    static var all: some Sequence<Unicode.Scalar> { (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init) }
}
