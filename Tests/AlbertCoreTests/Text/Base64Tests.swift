import Foundation
import Testing

@testable import AlbertCore

@Suite("base64")
struct Base64Tests {
    private func decoded(_ text: String) throws -> [UInt8] {
        try withUTF8(text) { (bytes) throws(AlbertError) in
            let decoded = try decodeBase64(bytes)
            return decoded.elements.map { $0 }
        }
    }

    @Test("reads what Foundation writes, for all lengths")
    func roundTrip() throws {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(try decoded(Data(bytes).base64EncodedString()) == bytes)
        }
    }

    @Test("refuses what is none", arguments: ["A", "AAA", "A===", "AA-_", "AA=A", "AAAA=AAA", "A A="])
    func refuses(text: String) { #expect(throws: AlbertError.self) { try decoded(text) } }
}
