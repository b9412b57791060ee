import Testing

@testable import AlbertCore

@Suite("a checksum")
struct ChecksumTests {
    private func checksum(_ parts: [UInt8]...) -> UInt32 {
        var checksum = Checksum()
        for part in parts { part.withUnsafeBytes { checksum.add($0) } }
        return checksum.value
    }

    /// "123456789" is the check value of the catalogue of CRC algorithms; the others are zlib.crc32's of Python 3.11.
    @Test("is CRC-32")
    func published() {
        #expect(checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(checksum([]) == 0)
        #expect(checksum([0]) == 0xD202_EF8D)
        #expect(checksum((0..<256).map { UInt8($0) }) == 0x2905_8C73)
    }

    @Test("does not depend on how the bytes are cut")
    func parts() {
        let bytes = (0..<50).map { UInt8($0 * 7 & 255) }
        for cut in 0...50 { #expect(checksum(Array(bytes[..<cut]), Array(bytes[cut...])) == checksum(bytes)) }
    }
}
