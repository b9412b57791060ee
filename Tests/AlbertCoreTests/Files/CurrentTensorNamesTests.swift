import Testing

@testable import AlbertCore

private let wordTable = "embeddings.word_embeddings.weight"

/// The names under which tensors called `names`, each of one float, are saved; `values` of those that are not 0.
private func saved(
    _ names: [String], as architectures: [String] = [], tied: Bool = true, values: [String: Float] = [:]
) throws -> [String] {
    var builder = SafeTensorsBuilder()
    for name in names { builder.add(name, [1], [values[name] ?? 0]) }
    let file = builder.file
    return try file.withUnsafeBytes { bytes in
        let store = try TensorStore.open(bytes: bytes, name: "m")
        return try CurrentTensorNames(store, architectures: architectures, tiesWordEmbeddings: tied).tensors()
            .map(\.name).sorted()
    }
}

@Suite("the names of saved tensors")
struct CurrentTensorNamesTests {
    @Test("have the prefix that transformers expects of the class, whatever the file had")
    func prefix() throws {
        let bare = ["embeddings.x", "encoder.y", "pooler.bias"]
        let prefixed = bare.map { "albert." + $0 }
        for file in [bare, prefixed] {
            #expect(try saved(file, as: ["AlbertModel"]) == bare)
            #expect(try saved(file, as: ["AlbertForMaskedLM"]) == prefixed)
            #expect(try saved(file) == file)
        }
    }

    @Test("of heads have none")
    func heads() throws {
        let heads = ["classifier.bias", "predictions.bias", "qa_outputs.weight", "sop_classifier.classifier.bias"]
        for architecture in ["AlbertModel", "AlbertForPreTraining"] {
            #expect(try saved(heads + [wordTable], as: [architecture]).filter { !$0.contains("embeddings") } == heads)
        }
    }

    @Test("leave out the numbers of positions and a tied decoder")
    func dropped() throws {
        for prefix in ["", "albert."] {
            let kept = [prefix + wordTable, "predictions.bias"].sorted()
            let file =
                kept + [prefix + "embeddings.position_ids", "predictions.decoder.weight", "predictions.decoder.bias"]
            #expect(try saved(file) == kept)
        }
    }

    @Test("keep a decoder that is not tied, or differs")
    func decoder() throws {
        let file = ["predictions.bias", "predictions.decoder.bias", "predictions.decoder.weight", wordTable].sorted()
        #expect(try saved(file, tied: false) == file)
        #expect(try saved(file, values: ["predictions.decoder.weight": 1, "predictions.decoder.bias": 1]) == file)
    }

    @Test("call the bias of a tied decoder predictions.bias where it is the only one")
    func onlyBias() throws {
        #expect(try saved(["predictions.decoder.bias"]) == ["predictions.bias"])
        #expect(try saved(["predictions.decoder.bias"], tied: false) == ["predictions.decoder.bias"])
    }

    @Test("call gamma and beta of a LayerNorm weight and bias, and nobody else's")
    func oldSuffixes() throws {
        let file = ["a.LayerNorm.gamma", "a.LayerNorm.beta", "full_layer_layer_norm.gamma", "other.gamma"]
        #expect(
            try saved(file) == [
                "a.LayerNorm.bias", "a.LayerNorm.weight", "full_layer_layer_norm.weight", "other.gamma",
            ])
    }

    @Test("that two tensors would have are an error that names both")
    func collision() throws {
        let error = #expect(throws: AlbertError.self) { try saved(["x.LayerNorm.gamma", "x.LayerNorm.weight"]) }
        #expect(error?.code == .format && error?.place == "x.LayerNorm.weight")
        #expect(error?.detail.contains("'x.LayerNorm.gamma'") == true)
    }
}
