import Foundation
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

    @Test("gives the vectors that sentence-transformers' files and the options ask for, long texts in windows too")
    func agreesWithCases() throws {
        try HeadCase.checkNumbers("encode") { model, one, options in
            let texts = try #require(one.arguments.texts)
            var vectors = [Float](repeating: 0, count: texts.count * model.configuration.hiddenSize)
            let given = try GivenTexts(texts)
            try vectors.withUnsafeMutableBufferPointer {
                try model.encode(given, options: options.encodeTextOptions, into: $0, watch: .none)
            }
            return vectors
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

    @Test("refuses a text of which a tokenizer's files leave no piece", arguments: [Pooling.mean, .cls, .max, .pooler])
    func noPiece(_ pooling: Pooling) throws {
        let directory = try TemporaryDirectory()
        for name in ["config.json", "model.safetensors", "tokenizer.json"] {
            var content = try Data(contentsOf: URL(fileURLWithPath: Repository.bundledModel + "/" + name))
            if name == "tokenizer.json" {
                var object = try #require(try JSONSerialization.jsonObject(with: content) as? [String: Any])
                object["post_processor"] = NSNull()
                content = try JSONSerialization.data(withJSONObject: object)
            }
            try directory.write(name, [UInt8](content))
        }
        let bare = try Model.open(directory.path)
        #expect(try bare.encode(["a text"], pooling: pooling).count == 1)
        for texts in [[""], ["", "a text"], ["a text", ""]] {
            let error = #expect(throws: AlbertError.self) { try bare.encode(texts, pooling: pooling) }
            #expect(error?.code == .argument && error?.detail.contains("has 0 tokens") == true)
        }
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

    @Test("weighs windows by their tokens, and takes the largest of them, as calculated by hand")
    func windows() throws {
        let model = try HeadModel.open("plain")
        let tokenizer = try model.requireTokenizer()
        let text = try HeldTexts(["The bridge in Budapest was opened in 1849 by Count Széchenyi, people say."])
        for stride in [0, 1, 7] {
            var tokenizing = EncodeOptions()
            (tokenizing.maxLength, tokenizing.stride, tokenizing.overflow) = (10, stride, true)
            let encoded = try TokenizedTexts(
                try tokenizer.encode(text[0], pair: nil, options: tokenizing, watch: .none))
            let hidden = try #require(try model.forward(encoded.batch, ForwardRequest(.hidden)).hidden).array
            let tokens = hidden.count / 32
            #expect(encoded.windowCount > 2)
            for component in 0..<32 {
                let column = (0..<tokens).map { hidden[32 * $0 + component] }
                let mean = try vector(model, text, .mean, stride)[component]
                let max = try vector(model, text, .max, stride)[component]
                #expect(abs(mean - column.reduce(0, +) / Float(tokens)) < 1e-5)
                #expect(max == column.max())
            }
        }
    }

    private func vector(_ model: Model, _ text: HeldTexts, _ pooling: Pooling, _ stride: Int) throws -> [Float] {
        var vector = [Float](repeating: 0, count: 32)
        let options = EncodeTextOptions(
            pooling: pooling, normalizes: false, windowStride: stride, texts: TextOptions(maxLength: 10))
        try vector.withUnsafeMutableBufferPointer {
            try model.encode(
                GivenTexts(count: 1, text: { _ in text[0] }), options: options, into: $0, watch: .none)
        }
        return vector
    }
}
