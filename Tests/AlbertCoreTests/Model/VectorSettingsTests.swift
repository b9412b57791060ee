import Testing

@testable import AlbertCore

/// The model `plain` with other files of sentence-transformers beside it.
private func model(modules: [String], pooling: String? = nil, sentence: String? = nil) throws -> Model {
    let place = try ChangedModel.copy("plain")
    let texts = modules.enumerated().map { index, type in
        let path = type.hasSuffix("Pooling") ? "1_Pooling" : ""
        return #"{"idx":\#(index),"name":"\#(index)","path":"\#(path)","type":"sentence_transformers.models.\#(type)"}"#
    }
    try place.write("modules.json", "[\(texts.joined(separator: ","))]")
    if let pooling { try place.write("1_Pooling/config.json", pooling) }
    if let sentence { try place.write("sentence_bert_config.json", sentence) }
    return try Model.open(place.path)
}

@Suite("how a model says that texts become vectors")
struct VectorSettingsTests {
    private let text = ["The committee met in Boston, and it met again."]

    @Test("one mode that is known is the pooling, and Normalize normalizes")
    func known() throws {
        for (mode, pooling) in [("cls_token", Pooling.cls), ("mean_tokens", .mean), ("max_tokens", .max)] {
            let keys = #"{"pooling_mode_\#(mode)":true}"#
            let model = try model(modules: ["Transformer", "Pooling", "Normalize"], pooling: keys)
            #expect(model.vectorSettings.pooling == pooling && model.vectorSettings.normalizes == true)
            #expect(try model.encode(text) == model.encode(text, pooling: pooling, normalizes: true))
            #expect(try model.encode(text) != model.encode(text, normalizes: false))
        }
    }

    @Test("a pooling named as version 6 of sentence-transformers does is the pooling")
    func named() throws {
        let model = try model(modules: ["Transformer", "Pooling"], pooling: #"{"pooling_mode":"cls"}"#)
        #expect(try model.encode(text) == model.encode(text, pooling: .cls, normalizes: false))
    }

    @Test("files without Normalize leave vectors as they are; without files nothing is said")
    func silent() throws {
        let model = try model(
            modules: ["Transformer", "Pooling"], pooling: #"{"pooling_mode_mean_tokens":true}"#)
        #expect(model.vectorSettings.normalizes == false)
        #expect(try model.encode(text) == model.encode(text, pooling: .mean, normalizes: false))
        let bundled = try Model.open().vectorSettings
        #expect(bundled.pooling == nil && bundled.normalizes == nil && bundled.maxLength == nil)
        #expect(bundled.unsupported == nil)
    }

    @Test(
        "what is not done is refused by name when vectors are wanted, and a pooling that the caller names overrides it",
        arguments: [
            (["Transformer", "Pooling"], #"{"pooling_mode_lasttoken":true}"#, "pooling lasttoken"),
            (
                ["Transformer", "Pooling"], #"{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true}"#,
                "pooling cls_token, pooling mean_tokens"
            ),
            (["Transformer", "Pooling", "Dense"], #"{"pooling_mode_cls_token":true}"#, "Dense"),
        ])
    func unsupported(_ modules: [String], _ pooling: String, _ name: String) throws {
        let model = try model(modules: modules, pooling: pooling)
        let error = #expect(throws: AlbertError.self) { _ = try model.encode(text) }
        #expect(error?.code == .unsupported)
        #expect(
            error?.detail.hasPrefix("sentence-transformers' files ask for \(name), ") == true, "\(error?.detail ?? "")")
        #expect(try model.encode(text, pooling: .mean).count == 1)
    }

    @Test("their longest sequence cuts texts, unless the caller names one or the model is shorter")
    func maxLength() throws {
        let keys = #"{"pooling_mode_mean_tokens":true}"#
        let long = [String(repeating: "the north law ", count: 60)]
        func vectors(_ sentence: String, maxLength: Int? = nil) throws -> [Float] {
            let model = try model(modules: ["Transformer", "Pooling"], pooling: keys, sentence: sentence)
            var vector = [Float](repeating: 0, count: 32)
            let texts = try GivenTexts(long)
            let options = EncodeTextOptions(texts: TextOptions(maxLength: maxLength))
            try vector.withUnsafeMutableBufferPointer {
                try model.encode(texts, options: options, into: $0, watch: .none)
            }
            return vector
        }
        let eight = #"{"max_seq_length":8}"#
        #expect(try vectors(eight) == vectors("{}", maxLength: 8))
        #expect(try vectors(eight, maxLength: 20) == vectors("{}", maxLength: 20))
        #expect(try vectors(#"{"max_seq_length":1000}"#) == vectors("{}"))
        #expect(try vectors(#"{"max_seq_length":null}"#) == vectors("{}"))
        #expect(try vectors(eight) != vectors("{}"))
    }
}
