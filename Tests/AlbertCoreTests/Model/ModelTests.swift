import Testing

@testable import AlbertCore

@Suite("a model")
struct ModelTests {
    @Test("that comes with the library opens without a path and knows itself")
    func bundled() throws {
        let model = try Model.open(Repository.bundledModel)
        #expect(model.configuration.hiddenSize == 256)
        #expect(model.tokenizer?.vocabularySize == 16_000)
        #expect(model.info.hasMaskedLanguageHead && model.info.hasPooler && model.info.hasSentenceOrderHead)
        #expect(model.info.ignoredTensors.isEmpty)
    }

    @Test("opens with and without the prefix, and gives the same numbers")
    func prefix() throws {
        let with = try TinyModel().open()
        var without = TinyModel()
        without.change = { name, shape, values in (name.hasPrefix("albert.") ? String(name.dropFirst(7)) : name, shape, values) }
        let batch = OwnedBatch([[2, 5, 3]])
        #expect(try batch.forward(with, .hidden).hidden?.array == batch.forward(try without.open(), .hidden).hidden?.array)
    }

    @Test("reads the old names gamma and beta")
    func gammaAndBeta() throws {
        var old = TinyModel()
        old.change = { name, shape, values in
            guard name.contains("LayerNorm") else { return (name, shape, values) }
            return (name.replacing(".weight", with: ".gamma").replacing(".bias", with: ".beta"), shape, values)
        }
        let batch = OwnedBatch([[2, 5, 3]])
        #expect(try batch.forward(try TinyModel().open(), .hidden).hidden?.array == batch.forward(try old.open(), .hidden).hidden?.array)
    }

    @Test("says what its file lacks when it is asked for it")
    func missing() throws {
        var bare = TinyModel()
        bare.change = { name, shape, values in
            name.hasPrefix("predictions") || name.contains("pooler") || name.hasPrefix("sop") ? nil : (name, shape, values)
        }
        let model = try bare.open()
        for (outputs, word) in [(ForwardOutputs.pooled, "pooler"), (.mlmLogits, "masked-language"), (.sopLogits, "pooler")] {
            let error = #expect(throws: AlbertError.self) { _ = try OwnedBatch([[1]]).forward(model, outputs) }
            #expect(error?.code == .missing && error?.detail.contains(word) == true)
        }
    }

    @Test("names a tensor that is missing, of the wrong shape or of the wrong type")
    func wrongTensors() throws {
        let name = "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight"
        var missing = TinyModel()
        missing.change = { $0 == name ? nil : ($0, $1, $2) }
        var misshapen = TinyModel()
        misshapen.change = { $0 == name ? ($0, [8, 16], $2) : ($0, $1, $2) }
        for (model, word) in [(missing, "missing"), (misshapen, "[8, 16]")] {
            let error = #expect(throws: AlbertError.self) { _ = try model.open() }
            #expect(error?.code == .format && error?.place == name && error?.detail.contains(word) == true)
        }
    }

    @Test("accepts the tied duplicates of the decoder and refuses ones that differ")
    func tiedDecoder() throws {
        var words: [Float] = []
        _ = TinyModel(change: { name, shape, values in
            if name.contains("word_embeddings") { words = values }
            return (name, shape, values)
        }).weights
        func file(decoder: [Float]?, bias: (String, [Float])?) -> TinyModel {
            var model = TinyModel()
            model.extra = [decoder.map { ("predictions.decoder.weight", [12, 4], $0) }, bias.map { ($0.0, [12], $0.1) }].compactMap { $0 }
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

    @Test("takes the bias under either of its two names")
    func decoderBias() throws {
        var model = TinyModel()
        model.change = { ($0 == "predictions.bias" ? "predictions.decoder.bias" : $0, $1, $2) }
        let batch = OwnedBatch([[2, 5, 3]])
        #expect(try batch.forward(try model.open(), .mlmLogits).mlmLogits?.array == batch.forward(try TinyModel().open(), .mlmLogits).mlmLogits?.array)
    }

    @Test("counts or refuses weights that are not finite, as asked")
    func notFinite() throws {
        var model = TinyModel()
        model.change = { name, shape, values in
            var values = values
            if name == "albert.pooler.weight" { (values[3], values[5]) = (.nan, .infinity) }
            return (name, shape, values)
        }
        var options = ModelOptions()
        #expect(try model.open(options).info.nonFiniteCount == nil)
        options.weightsCheck = .report
        #expect(try model.open(options).info.nonFiniteCount == 2)
        options.weightsCheck = .refuse
        let error = #expect(throws: AlbertError.self) { _ = try model.open(options) }
        #expect(error?.code == .numeric)
    }

    @Test("lists the tensors that it does not read")
    func ignored() throws {
        var model = TinyModel()
        model.extra = [("cls.experiment", [1], [0]), ("albert.embeddings.position_ids", [2], [0, 1])]
        #expect(try model.open().info.ignoredTensors == ["albert.embeddings.position_ids", "cls.experiment"])
    }
}
