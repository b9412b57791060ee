import Testing

@testable import AlbertCore

@Suite("added tokens as files write them")
struct AddedTokenReadingTests {
    private func read(_ entry: String) throws -> AddedToken {
        let bytes = Array(entry.utf8)
        let limits = JSONLimits(byteCount: 1 << 20, valueCount: 1 << 10)
        let document = try bytes.withUnsafeBytes { try JSONDocument($0, name: "file", limits: limits) }
        return try AddedToken(document.root, id: 7, at: "place", of: "file")
    }

    @Test("a flag that is missing is false, but what is not special is looked for in normalised text")
    func flags() throws {
        let plain = try read(#"{"content":"a"}"#)
        #expect(plain.id == 7 && plain.content == [0x61] && !plain.isSpecial && plain.isNormalized)
        #expect(!plain.stripsLeft && !plain.stripsRight && !plain.isSingleWord)
        let special = try read(#"{"content":"a","special":true,"lstrip":true,"rstrip":true,"single_word":true}"#)
        #expect(special.isSpecial && !special.isNormalized)
        #expect(special.stripsLeft && special.stripsRight && special.isSingleWord)
    }

    @Test(
        "what is no token is refused with its place",
        arguments: ["{}", #"{"content":""}"#, #"{"content":5}"#, #"{"content":"a","special":"no"}"#])
    func refusals(_ entry: String) {
        let error = #expect(throws: AlbertError.self) { try read(entry) }
        #expect(error?.code == .format && error?.place == "file" && error?.detail.hasPrefix("place.") == true)
    }

    @Test("are as long as a piece may be", arguments: [(1_024, nil), (1_025, .limit)] as [(Int, AlbertError.Code?)])
    func length(_ count: Int, _ code: AlbertError.Code?) {
        let content = String(repeating: "n", count: count)
        let token = #"[{"id":12,"content":"\#(content)","special":true}]"#
        #expect(TokenizerSample.refusal(TokenizerSample.json(["added_tokens": token]))?.code == code)
    }
}
