import Testing

@testable import AlbertCore

@Suite("sentence order")
struct SentenceOrderTests {
    @Test("gives the probability that transformers gives with correct segments")
    func agreesWithTransformers() throws {
        let model = try Model.open(Repository.bundledModel)
        for order in try TaskFixture.read().sentence_order {
            #expect(abs(Double(try model.sentenceOrder(order.first, order.second)) - order.probability) < 1e-5)
        }
    }

    @Test("refuses an empty text")
    func empty() throws {
        let model = try Model.open(Repository.bundledModel)
        #expect(throws: AlbertError.self) { _ = try model.sentenceOrder("", "b") }
        #expect(throws: AlbertError.self) { _ = try model.sentenceOrder("a", "") }
    }

    @Test("truncates a pair that is longer than the model's limit")
    func long() throws {
        let model = try Model.open(Repository.bundledModel)
        let text = String(repeating: "a long sentence ", count: 400)
        let probability = try model.sentenceOrder(text, text)
        #expect(probability > 0 && probability < 1)
    }
}
