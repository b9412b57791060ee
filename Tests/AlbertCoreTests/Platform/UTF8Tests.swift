import Testing

@testable import AlbertCore

@Suite("UTF-8")
struct UTF8Tests {
    @Test("every scalar survives writing and reading, and knows its length")
    func roundTrip() {
        for value in stride(from: UInt32(0), through: 0x10FFFF, by: 7) where !(0xD800...0xDFFF).contains(value) {
            var bytes = [UInt8](repeating: 0, count: 4)
            let count = bytes.withUnsafeMutableBufferPointer {
                encodeScalar(value, to: $0.baseAddress.unsafelyUnwrapped)
            }
            #expect(Array(bytes[..<count]) == Array(String(Unicode.Scalar(value) ?? "?").utf8))
            let scalar = decodeScalar(bytes, at: 0, end: count)
            #expect(scalar.value == value && scalar.byteCount == count)
            #expect(utf8Length(lead: bytes[0]) == count && utf8Length(of: value) == count)
        }
    }

    @Test("ill-formed bytes read as Swift's own decoder reads them, wherever they are cut")
    func illFormed() {
        let samples: [[UInt8]] = [
            [0x80], [0xC0, 0xAF], [0xC2], [0xE0, 0x80, 0xAF], [0xE1, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0xAF], [0xF1, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x41], [0xFE, 0xFF], [0xE2, 0x96, 0x81, 0xE2, 0x96],
            [0x41, 0xF0, 0x9F, 0x98, 0x42],
        ]
        for bytes in samples {
            var scalars: [UInt32] = []
            var index = 0
            while index < bytes.count {
                let scalar = decodeScalar(bytes, at: index, end: bytes.count)
                scalars.append(scalar.value)
                index += scalar.byteCount
            }
            #expect(index == bytes.count)
            #expect(scalars == String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value))
        }
    }

    @Test("the first byte that is no UTF-8 is found, U+FFFD itself is fine")
    func firstIllFormed() throws {
        #expect(
            try withBytes(Array("a\u{FFFD}é".utf8)) { (bytes) throws(AlbertError) in firstIllFormedByte(bytes) } == nil)
        #expect(
            try withBytes([0x61, 0xC3, 0xA9, 0xFF]) { (bytes) throws(AlbertError) in firstIllFormedByte(bytes) } == 3)
    }

    @Test("the first byte that is no UTF-8 is found wherever it stands among others")
    func illFormedPlaces() throws {
        for length in 1...40 {
            for place in 0..<length {
                var bytes = [UInt8](repeating: 0x61, count: length)
                bytes[place] = 0x80
                let found = try withBytes(bytes) { (bytes) throws(AlbertError) in firstIllFormedByte(bytes) }
                #expect(found == place)
            }
        }
    }

    private func decoded(_ bytes: [UInt8]) -> [UInt32] {
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return [] }
            var scalars: [UInt32] = []
            var index = 0
            while index < bytes.count {
                let scalar = decodeScalar(base, at: index, end: bytes.count)
                scalars.append(scalar.value)
                index += scalar.byteCount
            }
            return index == bytes.count ? scalars : []
        }
    }

    @Test("each maximal ill-formed sequence reads as one U+FFFD, as in the Unicode standard's table")
    func maximalParts() {
        let table: [UInt8] = [0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64]
        #expect(decoded(table) == [0x61, 0xFFFD, 0xFFFD, 0xFFFD, 0x62, 0xFFFD, 0x63, 0xFFFD, 0xFFFD, 0x64])
        #expect(decoded([0xC0, 0xAF]) == [0xFFFD, 0xFFFD])
        #expect(decoded([0xE0, 0x9F, 0x80]) == [0xFFFD, 0xFFFD, 0xFFFD])
        #expect(decoded([0xED, 0xA0, 0x80]) == [0xFFFD, 0xFFFD, 0xFFFD])
        #expect(decoded([0xF4, 0x90, 0x80, 0x80]) == [0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD])
        #expect(decoded([0xF4, 0x8F, 0xBF, 0xBF]) == [0x10FFFF])
    }

    @Test("random bytes read as the standard library reads them")
    func random() {
        var random = SeededRandom(seed: 7)
        let likely: [UInt8] = [0x61, 0x80, 0xBF, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0x9F, 0xA0, 0x90, 0x8F, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...9, using: &random)).map { _ in likely.randomElement(using: &random) ?? 0
            }
            let expected = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
            #expect(decoded(bytes) == expected, "\(bytes)")
        }
    }
}
