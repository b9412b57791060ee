import Testing

@testable import AlbertCore

@Suite("a model")
struct ModelTests {
    @Test("that comes with the library opens without a path and knows itself")
    func bundled() throws {
        let model = try Model.open(Repository.bundledModel)
        #expect(model.configuration.hiddenSize == 384)
        #expect(model.tokenizer?.vocabularySize == 16_000)
        #expect(model.info.hasMaskedLanguageHead && model.info.hasPooler && model.info.hasSentenceOrderHead)
        #expect(model.info.ignoredTensors.isEmpty)
    }
}
