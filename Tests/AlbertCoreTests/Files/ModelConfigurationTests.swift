import Testing

@testable import AlbertCore

private func read(_ changes: [String: String] = [:]) throws -> ModelConfiguration {
    try read(text: Sample.configuration(changes))
}

private func read(text: String) throws -> ModelConfiguration {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { bytes in
        try ModelConfiguration.read(bytes, name: "config.json")
    }
}

private func refusal(_ changes: [String: String]) -> AlbertError? {
    #expect(throws: AlbertError.self) { try read(changes) }
}

private let sizes = [
    "vocab_size", "embedding_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "max_position_embeddings",
]

@Suite("config.json") struct ModelConfigurationTests {
    @Test("the bundled model's configuration is read whole")
    func bundled() throws {
        let configuration = try ModelConfiguration.read(in: Directory(path: Repository.bundledModel))
        #expect(configuration.vocabularySize > 1000 && configuration.embeddingSize == 128)
        #expect(configuration.activation == .geluTanh && configuration.layerNormEpsilon == 1e-12)
        #expect(configuration.padID == 0 && configuration.clsID == 2 && configuration.sepID == 3)
        #expect(configuration.architectures == ["AlbertForPreTraining"])
        #expect(configuration.labels == ["LABEL_0", "LABEL_1"])
    }

    @Test("absent keys take the defaults that all published models share")
    func defaults() throws {
        let configuration = try read()
        #expect(configuration.groupCount == 1 && configuration.innerGroupCount == 1 && configuration.typeCount == 2)
        #expect(configuration.activation == .geluTanh && configuration.layerNormEpsilon == 1e-12)
        #expect(configuration.hiddenDropout == 0 && configuration.attentionDropout == 0)
        #expect(configuration.classifierDropout == 0.1 && configuration.tiesWordEmbeddings)
        #expect(configuration.initializerRange == 0.02)
        #expect(try read(["classifier_dropout_prob": "null"]).classifierDropout == nil)
        #expect(configuration.problemType == nil && configuration.architectures.isEmpty)
        #expect(try read(["model_type": ""]) == configuration)
        #expect(try read(["vocab_size": "3"]).sepID == nil)
    }

    @Test("a size that is missing is an error, never a default", arguments: sizes)
    func missing(_ key: String) {
        let error = refusal([key: ""])
        #expect(error?.code == .format && error?.detail == "'\(key)' is missing")
    }

    @Test(
        "a size must be a whole number in range",
        arguments: sizes + ["type_vocab_size", "num_hidden_groups", "inner_group_num"])
    func ranges(_ key: String) {
        for value in ["0", "-1", "2147483648", "1e30", "8.5", "\"8\"", "null", "true", "[8]", "{}"] {
            let error = refusal([key: value])
            #expect(error?.code == .format, "\(key) \(value)")
            #expect(error?.detail.contains("'\(key)'") == true && error?.byteOffset ?? -1 > 0)
        }
    }

    @Test("a whole number may be written with a fraction or an exponent")
    func wholeReals() throws {
        #expect(try read(["hidden_size": "8.0"]).hiddenSize == 8)
        #expect(try read(["intermediate_size": "1.6e1"]).intermediateSize == 16)
    }

    @Test(
        "sizes are taken at their limit and refused one over it",
        arguments: [
            ("vocab_size", FileLimits.vocabularySize), ("embedding_size", FileLimits.width),
            ("hidden_size", FileLimits.width), ("intermediate_size", FileLimits.intermediateSize),
            ("max_position_embeddings", FileLimits.positionCount), ("num_hidden_layers", FileLimits.layerCount),
            ("num_hidden_groups", FileLimits.layerCount), ("type_vocab_size", FileLimits.typeCount),
        ])
    func limits(_ key: String, _ limit: Int) throws {
        _ = try read([key: "\(limit)"])
        let error = refusal([key: "\(limit + 1)"])
        #expect(error?.code == .limit && error?.detail.contains("the limit is \(limit)") == true)
    }

    @Test("layers times inner layers are bounded, for the time they take")
    func layers() throws {
        #expect(try read(["num_hidden_layers": "512", "inner_group_num": "2"]).innerGroupCount == 2)
        #expect(refusal(["num_hidden_layers": "513", "inner_group_num": "2"])?.code == .limit)
        #expect(refusal(["num_hidden_layers": "1000000000"])?.code == .limit)
    }

    @Test("groups times inner layers are bounded, for the tensors that they have")
    func groups() throws {
        #expect(try read(["num_hidden_groups": "512", "inner_group_num": "2"]).groupCount == 512)
        let error = refusal(["num_hidden_groups": "513", "inner_group_num": "2"])
        #expect(error?.code == .limit && error?.detail.contains("'num_hidden_groups'") == true)
    }

    @Test("the width must be a multiple of the number of heads")
    func heads() {
        let error = refusal(["num_attention_heads": "3"])
        #expect(error?.code == .format && error?.detail.contains("no multiple of 'num_attention_heads' 3") == true)
    }

    @Test(
        "every activation of the reference that we compute is known by all its names",
        arguments: [
            ("gelu", ActivationName.gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh), ("gelu_fast", .geluTanh),
            ("gelu_pytorch_tanh", .geluTanh), ("gelu_python_tanh", .geluTanh), ("gelu_accurate", .geluTanh),
            ("relu", .relu),
            ("relu6", .relu6), ("relu2", .reluSquared), ("silu", .silu), ("swish", .silu), ("tanh", .tanh),
            ("sigmoid", .sigmoid), ("mish", .mish), ("quick_gelu", .quickGelu), ("gelu_10", .gelu10),
            ("linear", .linear),
        ])
    func activations(_ name: String, _ activation: ActivationName) throws {
        #expect(try read(["hidden_act": "\"\(name)\""]).activation == activation)
    }

    @Test("an unknown activation is named", arguments: ["gelu2", "GELU", "", "hardswish"])
    func unknownActivation(_ name: String) {
        let error = refusal(["hidden_act": "\"\(name)\""])
        #expect(error?.code == .unsupported && error?.detail.contains("'\(name)'") == true)
    }

    @Test("epsilon and dropouts must be numbers in range")
    func reals() throws {
        for value in ["0", "-1", "1e-300", "\"1e-12\"", "2", "null"] {
            #expect(refusal(["layer_norm_eps": value])?.code == .format, "epsilon \(value)")
        }
        #expect(try read(["layer_norm_eps": "1e-5"]).layerNormEpsilon == 1e-5)
        for value in ["-0.1", "101", "\"0.02\"", "NaN"] {
            #expect(refusal(["initializer_range": value])?.code == .format, "initializer_range \(value)")
        }
        #expect(try read(["initializer_range": "0"]).initializerRange == 0)
        #expect(try read(["initializer_range": "null"]).initializerRange == 0.02)
        for key in ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout_prob"] {
            for value in ["1.0", "1", "-0.1", "\"0\"", "NaN"] {
                #expect(refusal([key: value])?.code == .format, "\(key) \(value)")
            }
            _ = try read([key: "0.999"])
            _ = try read([key: "null"])
        }
    }

    @Test("another kind of model is UNSUPPORTED and named")
    func kind() throws {
        #expect(refusal(["model_type": "\"bert\""])?.detail.contains("'bert'") == true)
        #expect(refusal(["model_type": "\"bert\""])?.code == .unsupported)
        #expect(refusal(["architectures": "[\"BertModel\"]"])?.code == .unsupported)
        #expect(refusal(["architectures": "\"AlbertModel\""])?.code == .format)
        #expect(refusal(["architectures": "[1]"])?.code == .format)
        #expect(refusal(["position_embedding_type": "\"relative_key\""])?.code == .unsupported)
        _ = try read(["position_embedding_type": "\"absolute\"", "architectures": "[\"AlbertModel\"]"])
        #expect(refusal(["model_type": "", "architectures": "[\"GPT\"]"])?.code == .unsupported)
    }

    @Test("special ids lie in the vocabulary or are null")
    func specialIDs() throws {
        #expect(try read(["pad_token_id": "31"]).padID == 31)
        #expect(try read(["bos_token_id": "null"]).clsID == nil)
        for value in ["32", "-1", "\"0\"", "0.5", "4294967296"] {
            #expect(refusal(["eos_token_id": value])?.code == .format, "\(value)")
        }
    }

    @Test("labels come in the order of their numbers")
    func labels() throws {
        #expect(try read(["id2label": #"{"1": "b", "0": "a", "2": "c"}"#]).labels == ["a", "b", "c"])
        #expect(try read(["num_labels": "3"]).labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
        #expect(try read(["id2label": "{}"]).labels.isEmpty)
        for map in [
            #"{"0": "a", "2": "c"}"#, #"{"a": "b"}"#, #"{"00": "a"}"#, #"{"0": 1}"#, #"["a"]"#, #"{"-1": "a"}"#,
        ] {
            #expect(refusal(["id2label": map])?.code == .format, "\(map)")
        }
    }

    @Test("labels are taken at their limit and refused one over it")
    func labelLimit() throws {
        func map(_ count: Int) -> String {
            "{" + (0..<count).map { "\"\($0)\":\"\"" }.joined(separator: ",") + "}"
        }
        #expect(try read(["id2label": map(FileLimits.labelCount)]).labels.count == FileLimits.labelCount)
        #expect(refusal(["id2label": map(FileLimits.labelCount + 1)])?.code == .limit)
    }

    @Test("a file is taken at the limit of bytes and refused one over it")
    func byteCount() throws {
        let text = Sample.configuration()
        let padding = FileLimits.configurationByteCount - text.utf8.count
        _ = try read(text: text + String(repeating: " ", count: padding))
        let error = #expect(throws: AlbertError.self) {
            try read(text: text + String(repeating: " ", count: padding + 1))
        }
        #expect(error?.code == .limit)
    }

    @Test(
        "what is no JSON object is refused with a place",
        arguments: ["", "[]", "{", "{\"a\": NaN}", "// x\n{}", "{\"a\":1,}"])
    func malformed(_ text: String) {
        #expect(throws: AlbertError.self) { try read(text: text) }
    }

    @Test("a directory with a TensorFlow configuration alone names the converter")
    func tensorFlow() throws {
        let directory = try TemporaryDirectory()
        try directory.write("albert_config.json", "{}")
        let error = #expect(throws: AlbertError.self) { try ModelConfiguration.read(in: directory.open()) }
        #expect(error?.code == .unsupported && error?.detail.contains("python -m albert convert") == true)
        let empty = try TemporaryDirectory()
        let missing = #expect(throws: AlbertError.self) { try ModelConfiguration.read(in: empty.open()) }
        #expect(missing?.code == .io && missing?.place.hasSuffix("/config.json") == true)
    }
}
