import Testing

@testable import AlbertCore

@Suite("putting a model together")
struct ModelBuilderTests {
    @Test("accepts the tied duplicates of the decoder and refuses ones that differ")
    func tiedDecoder() throws {
        var words: [Float] = []
        _ =
            TinyModel(change: { name, shape, values in
                if name.contains("word_embeddings") { words = values }
                return (name, shape, values)
            }).weights
        func file(decoder: [Float]?, bias: (String, [Float])?) -> TinyModel {
            var model = TinyModel()
            model.extra = [
                decoder.map { ("predictions.decoder.weight", [12, 4], $0) }, bias.map { ($0.0, [12], $0.1) },
            ].compactMap { $0 }
            return model
        }
        let batch = OwnedBatch([[2, 5, 3]])
        let expected = try batch.forward(try TinyModel().open(), .mlmLogits).mlmLogits?.array
        #expect(try batch.forward(try file(decoder: words, bias: nil).open(), .mlmLogits).mlmLogits?.array == expected)
        var other = words
        other[0] += 1
        let weight = #expect(throws: AlbertError.self) { _ = try file(decoder: other, bias: nil).open() }
        #expect(weight?.place == "predictions.decoder.weight")
        let bias = #expect(throws: AlbertError.self) {
            _ = try file(decoder: nil, bias: ("predictions.decoder.bias", [Float](repeating: 9, count: 12))).open()
        }
        #expect(bias?.place == "predictions.decoder.bias")
        var untied = file(decoder: other, bias: nil)
        untied.config["tie_word_embeddings"] = "false"
        #expect(try batch.forward(try untied.open(), .mlmLogits).mlmLogits?.array != expected)
    }

    @Test("computes with the bias of an untied decoder, whatever predictions.bias holds")
    func untiedBias() throws {
        func logits(_ change: @escaping (inout TinyModel) -> Void) throws -> [Float]? {
            var model = TinyModel()
            model.config["tie_word_embeddings"] = "false"
            change(&model)
            return try OwnedBatch([[2, 5, 3]]).forward(try model.open(), .mlmLogits).mlmLogits?.array
        }
        let bias = (0..<12).map(Float.init)
        let own = try logits { $0.extra = [("predictions.decoder.bias", [12], bias)] }
        let only = try logits {
            $0.change = { ($0, $1, $0 == "predictions.bias" ? bias : $2) }
        }
        #expect(own == only)
        #expect(try logits { _ in } != own)
    }

    @Test("packs an untied decoder in the precision outside the layers", arguments: [Precision.bfloat16, .int8])
    func untiedDecoder(_ precision: Precision) throws {
        var random = SeededRandom(seed: 3)
        var untied = TinyModel()
        untied.config["tie_word_embeddings"] = "false"
        untied.extra = [("predictions.decoder.weight", [12, 4], random.floats(48))]
        let batch = OwnedBatch([[2, 5, 3]])
        let model = try untied.open(precision)
        let exact = try #require(try batch.forward(try untied.open(), .mlmLogits).mlmLogits).array
        let logits = try #require(try batch.forward(model, .mlmLogits).mlmLogits).array
        let tied = try #require(try batch.forward(try TinyModel().open(precision), .mlmLogits).mlmLogits).array
        #expect(model.maskedLanguageHead?.decoder.products.precision == precision.outsideLayers)
        #expect(largestDifference(logits, exact) < 0.15)
        #expect(largestDifference(logits, tied) > 0.3)
    }

    @Test("takes the bias under either of its two names")
    func decoderBias() throws {
        var model = TinyModel()
        model.change = { ($0 == "predictions.bias" ? "predictions.decoder.bias" : $0, $1, $2) }
        let batch = OwnedBatch([[2, 5, 3]])
        #expect(
            try batch.forward(try model.open(), .mlmLogits).mlmLogits?.array
                == batch.forward(try TinyModel().open(), .mlmLogits).mlmLogits?.array)
    }
}
