import Testing

@testable import AlbertCore

@Suite("loading weights")
struct WeightLoaderTests {
    @Test("opens with and without the prefix, and gives the same numbers")
    func prefix() throws {
        let with = try TinyModel().open()
        var without = TinyModel()
        without.change = { name, shape, values in
            (name.hasPrefix("albert.") ? String(name.dropFirst(7)) : name, shape, values)
        }
        let batch = OwnedBatch([[2, 5, 3]])
        #expect(
            try batch.forward(with, .hidden).hidden?.array == batch.forward(try without.open(), .hidden).hidden?.array)
    }

    @Test("reads the old names gamma and beta")
    func gammaAndBeta() throws {
        var old = TinyModel()
        old.change = { name, shape, values in
            guard name.contains("LayerNorm") else { return (name, shape, values) }
            return (name.replacing(".weight", with: ".gamma").replacing(".bias", with: ".beta"), shape, values)
        }
        let batch = OwnedBatch([[2, 5, 3]])
        #expect(
            try batch.forward(try TinyModel().open(), .hidden).hidden?.array
                == batch.forward(try old.open(), .hidden).hidden?.array)
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

    @Test("lists the tensors that it does not read")
    func ignored() throws {
        var model = TinyModel()
        model.extra = [("cls.experiment", [1], [0]), ("albert.embeddings.position_ids", [2], [0, 1])]
        #expect(try model.open().info.ignoredTensors == ["albert.embeddings.position_ids", "cls.experiment"])
    }
}
