import Testing

@testable import AlbertCore

@Suite("encoding texts")
struct EncodeTextsTests {
    let model: Model

    init() throws { model = try Model.open(Repository.bundledModel) }

    @Test("pools as transformers' hidden states do, truncating long texts")
    func agreesWithTransformers() throws {
        let fixture = try TaskFixture.read().encode
        let kinds: [(Pooling, (TaskFixture.Vectors) -> [Float])] = [
            (.mean, { $0.mean }), (.cls, { $0.cls }), (.max, { $0.max }), (.pooler, { $0.pooler }),
        ]
        for (pooling, values) in kinds {
            let vectors = try model.encode(fixture.map(\.text), pooling: pooling, normalizes: false)
            for (vector, expected) in zip(vectors, fixture) {
                #expect(largestDifference(vector, values(expected)) < 1e-5)
            }
        }
    }

    @Test("gives vectors of length one when asked to normalize")
    func normalizes() throws {
        for vector in try model.encode(["one", "another text"]) {
            #expect(abs(vector.map { $0 * $0 }.reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test("gives a text the same bits alone and among a thousand others")
    func neighbours() throws {
        let texts = (0..<1000).map { "Text number \($0) " + String(repeating: "is longer ", count: $0 % 7) }
        let together = try model.encode(texts)
        for index in [0, 255, 256, 999] { #expect(try model.encode([texts[index]])[0] == together[index]) }
    }

    @Test("refuses a target that is one float short and leaves nothing behind it")
    func capacity() throws {
        let short = try Buffer<Float>(repeating: 7, count: 255)
        let error = #expect(throws: AlbertError.self) {
            try model.encode(
                GivenTexts(count: 1, text: { _ in UnsafeBufferPointer(start: nil, count: 0) }), options: .init(),
                into: short.mutableElements, watch: .none)
        }
        #expect(error?.place == "vector_capacity")
        #expect(short.elements.allSatisfy { $0 == 7 })
    }

    @Test("of no texts is no vectors")
    func none() throws { #expect(try model.encode([]).isEmpty) }
}
