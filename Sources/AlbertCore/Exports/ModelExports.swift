// Section "model" of albert.h.
import CAlbert

/// What a model handle stands for: the model, and the text about it that callers borrow.
final class OpenModel: Sendable {
    let model: Model
    fileprivate let info: SharedBytes

    fileprivate init(_ model: Model) throws(AlbertError) {
        self.model = model
        var json = try JSONWriter()
        try describe(model, &json)
        info = SharedBytes(taking: try json.terminated())
    }
}

@implementation @_cdecl("albert_model_open")
public func albert_model_open(
    _ path: UnsafePointer<CChar>!, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let directory: String? = if let path { try callerPath(path, "path") } else { nil }
        let options = try OptionSnapshot.read(options).modelOptions
        let model = try OpenModel(try Model.open(path: directory, options: options, watch: watch))
        store(try HandleKind.model.open(model), in: out)
    }
}

@implementation @_cdecl("albert_model_open_memory")
public func albert_model_open_memory(
    _ config: UnsafeRawPointer!, _ configByteCount: Int64, _ weights: UnsafeRawPointer!,
    _ weightsByteCount: Int64,
    _ tokenizer: UnsafeRawPointer!, _ tokenizerByteCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let configuration = try callerBytes(
            config, configByteCount, "config", countNamed: "config_byte_count")
        let weights = try callerBytes(
            weights, weightsByteCount, "weights", countNamed: "weights_byte_count")
        let vocabulary: UnsafeRawBufferPointer? =
            if let tokenizer {
                try callerBytes(
                    tokenizer, tokenizerByteCount, "tokenizer", countNamed: "tokenizer_byte_count")
            } else { nil }
        let options = try OptionSnapshot.read(options).modelOptions
        let model = try Model.open(
            configuration: configuration, weights: weights, tokenizer: vocabulary, options: options,
            watch: watch)
        store(try HandleKind.model.open(try OpenModel(model)), in: out)
    }
}

@implementation @_cdecl("albert_model_free")
public func albert_model_free(_ model: OpaquePointer!) -> Int32 { HandleKind.model.close(model) }

@implementation @_cdecl("albert_model_tokenizer")
public func albert_model_tokenizer(
    _ model: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let out = try callerOut(out, "out")
        let tokenizer = try openModel(model).requireTokenizer()
        store(try HandleKind.tokenizer.open(tokenizer), in: out)
    }
}

@implementation @_cdecl("albert_model_info")
public func albert_model_info(
    _ model: OpaquePointer!, _ json: UnsafeMutablePointer<UnsafePointer<CChar>?>!,
    _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let json = try callerOut(json, "json")
        let opened: OpenModel = try HandleKind.model.object(of: model, named: "model")
        store(opened.info.cText, in: json)
    }
}

@implementation @_cdecl("albert_hidden_size")
public func albert_hidden_size(
    _ model: OpaquePointer!, _ size: UnsafeMutablePointer<Int32>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let size = try callerOut(size, "size")
        store(Int32(clamping: try openModel(model).configuration.hiddenSize), in: size)
    }
}

/// The model behind a handle.
func openModel(_ token: OpaquePointer?) throws(AlbertError) -> Model {
    let opened: OpenModel = try HandleKind.model.object(of: token, named: "model")
    return opened.model
}

private func describe(_ model: Model, _ json: inout JSONWriter) throws(AlbertError) {
    let configuration = model.configuration
    let info = model.info
    try json.object { json throws(AlbertError) in
        try json.member("name", model.name)
        let sizes: [(StaticString, Int)] = [
            ("vocab_size", configuration.vocabularySize), ("embedding_size", configuration.embeddingSize),
            ("hidden_size", configuration.hiddenSize),
            ("intermediate_size", configuration.intermediateSize),
            ("num_hidden_layers", configuration.layerCount),
            ("num_hidden_groups", configuration.groupCount),
            ("inner_group_num", configuration.innerGroupCount),
            ("num_attention_heads", configuration.headCount),
            ("max_position_embeddings", configuration.positionCount),
            ("type_vocab_size", configuration.typeCount),
            ("parameters", info.parameterCount), ("memory", model.weightByteCount),
        ]
        for (name, size) in sizes { try json.member(name, Int64(size)) }
        try json.member("hidden_act", configuration.activation.rawValue)
        try json.member("dtype", model.info.precision.rawValue)
        try json.member("kernels", info.kernels)
        try json.member("pooler", info.hasPooler)
        try json.member("masked_language_head", info.hasMaskedLanguageHead)
        try json.member("sentence_order_head", info.hasSentenceOrderHead)
        if let head = info.taskHead { try json.member("task_head", head) } else { try json.memberNull("task_head") }
        try json.member("labels", info.taskHead == nil ? [] : configuration.labels)
        if let pooling = model.vectorSettings.pooling {
            try json.member("pooling", pooling.rawValue)
        } else {
            try json.memberNull("pooling")
        }
        if let normalizes = model.vectorSettings.normalizes {
            try json.member("normalize", normalizes)
        } else {
            try json.memberNull("normalize")
        }
        try json.member("tokenizer", model.tokenizer != nil)
        try json.member("files", info.fileNames)
        try json.member("ignored_tensors", info.ignoredTensors)
        if let count = info.nonFiniteCount {
            try json.member("non_finite_weights", Int64(count))
        } else {
            try json.memberNull("non_finite_weights")
        }
    }
}
