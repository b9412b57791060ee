import Testing

@testable import AlbertCore

@Suite("decoding")
struct TokenizerDecodeTests {
    private func decoded(_ ids: [Int32], skipping: Bool = false) throws -> String {
        let tokenizer = try TextSamples.bundled.get()
        return try ids.withUnsafeBufferPointer { ids throws(AlbertError) in
            let text = try tokenizer.decode(ids, skipsSpecialTokens: skipping)
            return String(decoding: text.elements, as: UTF8.self)
        }
    }

    @Test("gives the text back, as the reference does")
    func texts() throws {
        let tokenizer = try TextSamples.bundled.get()
        let ids = PlainEncoding(try tokenizer.encodings("Hello (world) in 2014, and [MASK] on")).ids
        #expect(try decoded(ids) == "[CLS] hello (world) in 2014, and[MASK] on[SEP]")
        #expect(try decoded(ids, skipping: true) == "hello (world) in 2014, and on")
        #expect(try decoded([]) == "")
        let a = try #require(tokenizer.parts.vocabulary.id(ofSpelling: "▁a"))
        #expect(try decoded([a, 4, a]) == "a[MASK] a")
        #expect(try decoded([0, 0, a]) == "<pad><pad> a")
        #expect(try decoded([0, 0, a], skipping: true) == "a")
    }

    @Test("an id that is none is an error that names its position")
    func refusals() throws {
        for (ids, position) in [([-1], 0), ([5, 16_000], 1), ([5, 6, .max], 2)] as [([Int32], Int)] {
            let error = #expect(throws: AlbertError.self) { try decoded(ids) }
            #expect(error?.code == .argument && error?.detail.hasPrefix("ids[\(position)] is") == true)
        }
    }
}
