import Testing

@testable import AlbertCore

@Suite("added tokens")
struct AddedTokensTests {
    private func found(_ tokens: [AddedToken], _ text: String, literal: Bool = false) throws -> [String] {
        let tokens = try AddedTokens(tokens)
        let bytes = Array(text.utf8)
        var matches: [String] = []
        var index = 0
        var match = AddedTokenMatch()
        while true {
            try tokens.find(&match, in: bytes, from: index, end: bytes.count, literal: literal, watch: .none)
            guard match.id >= 0 else { return matches }
            matches.append("\(match.id)@\(match.start)-\(match.end)")
            index = match.end
        }
    }

    private func token(_ id: Int32, _ content: String) -> AddedToken {
        AddedToken(id: id, content: Array(content.utf8))
    }

    @Test("the leftmost match wins, of several there the longest")
    func longest() throws {
        #expect(try found([token(1, "ab"), token(2, "abc"), token(3, "bcd")], "xabcd ab") == ["2@1-4", "1@6-8"])
    }

    @Test(
        "white space is taken on the side that says so, words keep single-word tokens out, literal text keeps special ones out"
    )
    func flags() throws {
        var left = token(1, "[M]")
        left.stripsLeft = true
        #expect(try found([left], "a \u{3000}[M] b") == ["1@1-8"])
        var right = token(1, "[M]")
        right.stripsRight = true
        #expect(try found([right], "a [M] \n b") == ["1@2-8"])
        var single = token(1, "on")
        single.isSingleWord = true
        #expect(try found([single], "on one éon on, _on") == ["1@0-2", "1@12-14"])
        var special = token(1, "[M]")
        special.isSpecial = true
        #expect(try found([special], "[M]", literal: true) == [])
    }

    @Test("two tokens of one spelling are refused")
    func duplicates() { #expect(throws: AlbertError.self) { try AddedTokens([token(1, "a"), token(2, "a")]) } }
}
