import Foundation
import Testing

@testable import AlbertCore

/// A directory with `model` in it, and what was computed with it.
private func directory(of model: TinyModel) throws -> TemporaryDirectory {
    let place = try TemporaryDirectory()
    try place.write("config.json", model.configuration)
    try place.write("model.safetensors", model.weights)
    return place
}

private func hidden(_ model: Model) throws -> [Float]? {
    try OwnedBatch([[2, 5, 3], [2, 7, 4, 3]]).forward(model, .hidden).hidden?.array
}

private func files(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
}

@Suite("saving a model")
struct ModelSaveTests {
    @Test("gives a model with the same bits, in every precision", arguments: Precision.allCases)
    func sameBits(precision: Precision) throws {
        let source = try directory(of: TinyModel())
        let target = try TemporaryDirectory()
        var options = ModelOptions()
        options.precision = precision
        let model = try Model.open(source.path, options: options)
        try model.save(to: target.path + "/saved")
        try model.save(to: target.path + "/saved")
        let saved = try Model.open(target.path + "/saved", options: options)
        #expect(try hidden(saved) == hidden(model) && hidden(saved) != nil)
        #expect(try files(target.path + "/saved") == ["config.json", "model.safetensors"])
        #expect(
            try Repository.bytes(target.path + "/saved/config.json") == Repository.bytes(source.path + "/config.json"))
    }

    @Test("merges shards, renames what is old and drops what is held twice")
    func currentForm() throws {
        let place = try TemporaryDirectory()
        var first = SafeTensorsBuilder()
        var second = SafeTensorsBuilder()
        var map: [String] = []
        let whole = TinyModel().weights
        try whole.withUnsafeBytes { bytes in
            let store = try TensorStore.open(bytes: bytes, name: "m")
            for (number, entry) in store.entries.enumerated() {
                let content = Array(bytes[entry.byteRange])
                var name = entry.name
                if name.contains("LayerNorm") {
                    name = name.replacing(".weight", with: ".gamma").replacing(".bias", with: ".beta")
                }
                if number.isMultiple(of: 2) {
                    first.add(name, entry.shape, type: "F32", bytes: content)
                } else {
                    second.add(name, entry.shape, type: "F32", bytes: content)
                }
                map.append("\"\(name)\":\"\(number % 2).safetensors\"")
                if name.hasSuffix("word_embeddings.weight") {
                    second.add("predictions.decoder.weight", entry.shape, type: "F32", bytes: content)
                    map.append("\"predictions.decoder.weight\":\"1.safetensors\"")
                }
            }
        }
        try place.write("config.json", TinyModel().configuration)
        try place.write("0.safetensors", first.file)
        try place.write("1.safetensors", second.file)
        try place.write(ShardIndex.fileName, "{\"weight_map\":{\(map.joined(separator: ","))}}")
        let target = try TemporaryDirectory()
        let model = try Model.open(place.path)
        try model.save(to: target.path)
        let saved = try TensorStore.open(in: target.open())
        #expect(Set(saved.entries.map(\.name)) == Set(TinyModel().shapes.keys))
        #expect(try hidden(Model.open(target.path)) == hidden(TinyModel().open()))
        #expect(try files(target.path) == ["config.json", "model.safetensors"])
    }

    @Test("copies the files of tokenizer and pooling that are there")
    func companions() throws {
        let source = try directory(of: TinyModel())
        try FileManager.default.createDirectory(atPath: source.path + "/pooling", withIntermediateDirectories: false)
        let modules = """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "pooling", "type": "sentence_transformers.models.Pooling"}]
            """
        let contents = [
            "tokenizer_config.json": "{\"a\": 1}", "special_tokens_map.json": "{\"b\": 1}", "modules.json": modules,
            "pooling/config.json": "{\"pooling_mode_max_tokens\": true}",
            "config_sentence_transformers.json": "{\"default_prompt_name\": null}",
        ]
        let copied = contents.keys
        for (name, content) in contents { try source.write(name, content) }
        try source.write("README.md", "not the model's")
        let target = try TemporaryDirectory()
        try Model.open(source.path).save(to: target.path)
        for name in copied {
            #expect(try Repository.bytes(target.path + "/" + name) == Repository.bytes(source.path + "/" + name))
        }
        #expect(try Model.open(target.path).vectorSettings.pooling == .max)
        #expect(try files(target.path).count == 7)
    }

    @Test("a model from memory is refused, and says why")
    func memory() throws {
        let target = try TemporaryDirectory()
        let model = try TinyModel().open()
        let error = #expect(throws: AlbertError.self) { try model.save(to: target.path + "/saved") }
        #expect(error?.code == .unsupported && error?.detail.contains("from memory") == true)
        #expect(try files(target.path).isEmpty)
    }

    @Test("its own directory and another model's are refused, and stay as they are")
    func refused() throws {
        let source = try directory(of: TinyModel())
        let model = try Model.open(source.path)
        let other = try TemporaryDirectory()
        try other.write("tokenizer.json", "{}")
        let sharded = try TemporaryDirectory()
        try sharded.write(ShardIndex.fileName, "{}")
        for place in [source, other, sharded] {
            let before = try files(place.path)
            let error = #expect(throws: AlbertError.self) { try model.save(to: place.path) }
            #expect(error?.code == .argument && error?.place == place.path)
            #expect(try files(place.path) == before)
        }
    }

    @Test("files that have changed since are an IO error, and nothing is written")
    func changed() throws {
        let source = try directory(of: TinyModel())
        let model = try Model.open(source.path)
        try source.write("model.safetensors", TinyModel().weights)
        let target = try TemporaryDirectory()
        let error = #expect(throws: AlbertError.self) { try model.save(to: target.path) }
        #expect(error?.code == .io && error?.place == realPath(source.path) + "/model.safetensors")
        #expect(try files(target.path).isEmpty)
    }

    @Test("a cancelled save leaves nothing behind")
    func cancelled() throws {
        let source = try directory(of: TinyModel())
        let model = try Model.open(source.path)
        let target = try TemporaryDirectory()
        for path in [target.path, target.path + "/new"] {
            let error = #expect(throws: AlbertError.self) {
                try CancelledWatch.with { try model.save(to: path, watch: $0) }
            }
            #expect(error?.code == .cancelled && (try? files(target.path)) == [])
        }
    }
}
