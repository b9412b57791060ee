import Testing

@testable import AlbertCore

@Suite("an error")
struct AlbertErrorTests {
    @Test("reads as place, detail and byte")
    func description() {
        #expect(
            AlbertError(.format, at: "a.bin", byteOffset: 8, "truncated").description == "a.bin: truncated (byte 8)")
        #expect(AlbertError(.memory, at: "", "no memory").description == "no memory")
    }

    @Test("has the header's numbers")
    func numbers() {
        #expect(AlbertError.Code.argument.rawValue == 1)
        #expect(AlbertError.Code.internal.rawValue == 14)
    }
}
