import Testing

@testable import AlbertCore

@Suite("tokenized texts")
struct TokenizedTextsTests {
    @Test("are the sequences of a batch, window by window")
    func lengths() throws {
        let model = try Model.open(Repository.bundledModel)
        let tokenizer = try model.requireTokenizer()
        let texts = ["one", "two words here"]
        var list = try TextList()
        for text in texts { try withUTF8(text) { (bytes) throws(AlbertError) in try list.append(bytes) } }
        let tokenized = try TokenizedTexts(
            try tokenizer.encodeBatch(count: 2, text: { list[$0] }, pair: nil, options: .init(), watch: .none))
        let batch = tokenized.batch
        #expect(batch.lengths.count == 2)
        #expect(batch.lengths.reduce(0, +) == Int64(batch.ids.count))
    }

    @Test("are limited by model, tokenizer and caller, and the caller cannot exceed the model")
    func limits() throws {
        let model = try Model.open(Repository.bundledModel)
        #expect(try model.lengthLimit(nil) == 512)
        #expect(try model.lengthLimit(20) == 20)
        let error = #expect(throws: AlbertError.self) { _ = try model.lengthLimit(513) }
        #expect(error?.place == "max_length")
    }

    @Test("need a tokenizer")
    func noTokenizer() throws {
        let error = #expect(throws: AlbertError.self) { _ = try TinyModel().open().requireTokenizer() }
        #expect(error?.code == .missing)
    }
}
