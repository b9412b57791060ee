// From the bytes of a config.json to a configuration. A size that the file does not state is an error: the reference
// implementation's defaults describe the xxlarge model, and a silent default of that kind is how buffers come to be
// smaller than the weights that are read into them. Only keys whose default is the same for every published model may be
// absent. Keys that are not known are ignored.

extension ModelConfiguration {
    /// Reads `config.json` in `directory`.
    static func read(in directory: Directory) throws(AlbertError) -> ModelConfiguration {
        let name = "config.json"
        if !directory.contains(name), directory.contains("albert_config.json") {
            throw .needsConversion(directory, found: "albert_config.json", holding: "a TensorFlow checkpoint")
        }
        let file = try File(path: name, in: directory)
        let bytes = try file.readAll(limit: FileLimits.configurationByteCount)
        return try read(UnsafeRawBufferPointer(bytes.elements), name: file.path)
    }

    /// Reads the bytes of a config.json; `name` is the place in error messages.
    static func read(_ bytes: UnsafeRawBufferPointer, name: String) throws(AlbertError) -> ModelConfiguration {
        let limits = JSONLimits(
            byteCount: FileLimits.configurationByteCount, valueCount: FileLimits.configurationValueCount)
        let document = try JSONDocument(bytes, name: name, limits: limits)
        guard document.root.kind == .object else {
            throw AlbertError(
                .format, at: name, byteOffset: 0, "a JSON object expected, found \(document.root.summary)")
        }
        let keys = JSONObjectReader(place: name, object: document.root)
        try keys.checkKindOfModel()
        return try ModelConfiguration(keys)
    }

    private init(_ keys: JSONObjectReader) throws(AlbertError) {
        vocabularySize = try keys.size("vocab_size", 1...FileLimits.vocabularySize)
        embeddingSize = try keys.size("embedding_size", 1...FileLimits.width)
        hiddenSize = try keys.size("hidden_size", 1...FileLimits.width)
        layerCount = try keys.size("num_hidden_layers", 1...FileLimits.layerCount)
        groupCount = try keys.size("num_hidden_groups", 1...FileLimits.layerCount, default: 1)
        innerGroupCount = try keys.size("inner_group_num", 1...FileLimits.layerCount, default: 1)
        headCount = try keys.size("num_attention_heads", 1...FileLimits.width)
        intermediateSize = try keys.size("intermediate_size", 1...FileLimits.intermediateSize)
        positionCount = try keys.size("max_position_embeddings", 1...FileLimits.positionCount)
        typeCount = try keys.size("type_vocab_size", 1...FileLimits.typeCount, default: 2)
        activation = try keys.activation()
        layerNormEpsilon = try keys.number("layer_norm_eps", default: 1e-12, expected: "above 0 in float32, at most 1")
        {
            Float($0) > 0 && $0 <= 1
        }
        padID = try keys.id("pad_token_id", default: 0, vocabularySize: vocabularySize)
        clsID = try keys.id("bos_token_id", default: 2, vocabularySize: vocabularySize)
        sepID = try keys.id("eos_token_id", default: 3, vocabularySize: vocabularySize)
        tiesWordEmbeddings = try keys.flag("tie_word_embeddings", default: true)
        architectures = try keys.architectures()
        labels = try keys.labels()
        problemType = try keys.text("problem_type")
        hiddenDropout = try keys.dropout("hidden_dropout_prob", default: 0)
        attentionDropout = try keys.dropout("attention_probs_dropout_prob", default: 0)
        let headsOwn = "classifier_dropout_prob"
        classifierDropout =
            keys.object[headsOwn]?.kind == .null ? nil : try keys.dropout(headsOwn, default: 0.1)
        initializerRange = try keys.initializerRange()

        guard hiddenSize.isMultiple(of: headCount) else {
            throw keys.error(
                .format, "hidden_size", "\(hiddenSize) is no multiple of 'num_attention_heads' \(headCount)")
        }
        guard layerCount * innerGroupCount <= FileLimits.layerCount else {
            let detail = "\(layerCount) times 'inner_group_num' \(innerGroupCount) is over the limit of"
            throw keys.error(.limit, "num_hidden_layers", "\(detail) \(FileLimits.layerCount) layers")
        }
        guard groupCount * innerGroupCount <= FileLimits.layerCount else {
            let detail = "\(groupCount) times 'inner_group_num' \(innerGroupCount) is over the limit of"
            throw keys.error(.limit, "num_hidden_groups", "\(detail) \(FileLimits.layerCount) layers of their own")
        }
    }
}

extension JSONObjectReader {
    /// Refuses what is no ALBERT, and the variants that this library does not compute.
    fileprivate func checkKindOfModel() throws(AlbertError) {
        if let type = try text("model_type"), type != "albert" {
            throw error(.unsupported, "model_type", "is \(quoted(type)), only 'albert' is supported")
        }
        for name in try architectures() where !name.hasPrefix("Albert") && !name.hasPrefix("TFAlbert") {
            throw error(.unsupported, "architectures", "names \(quoted(name)), only ALBERT's classes are supported")
        }
        if let embedding = try text("position_embedding_type"), embedding != "absolute" {
            throw error(
                .unsupported, "position_embedding_type", "is \(quoted(embedding)), only 'absolute' is supported")
        }
    }

    fileprivate func architectures() throws(AlbertError) -> [String] {
        guard let list = member("architectures") else { return [] }
        guard list.kind == .array else { throw wrong("architectures", "an array of names", list) }
        guard list.count <= 64 else {
            throw error(.limit, "architectures", "holds \(list.count) names, the limit is 64")
        }
        var names: [String] = []
        for index in 0..<list.count {
            guard let name = list.element(at: index)?.string else {
                throw wrong("architectures", "an array of names", list)
            }
            names.append(name)
        }
        return names
    }

    fileprivate func activation() throws(AlbertError) -> ActivationName {
        guard let value = object["hidden_act"] else { return .geluTanh }
        guard let name = value.string else { throw wrong("hidden_act", "a name", value) }
        guard let activation = ActivationName(configured: name) else {
            throw error(.unsupported, "hidden_act", "names \(quoted(name)), which is no activation of this library")
        }
        return activation
    }

    fileprivate func dropout(_ name: String, default fallback: Double) throws(AlbertError) -> Float {
        guard member(name) != nil else { return Float(fallback) }
        return try number(name, default: fallback, expected: "0 or more and below 1") { $0 >= 0 && $0 < 1 }
    }

    /// Not rounded to float32, so that what is drawn by it has the bits of the number in the file.
    fileprivate func initializerRange() throws(AlbertError) -> Double {
        let (name, expected) = ("initializer_range", "0 or more, at most 100")
        guard let value = member(name) else { return 0.02 }
        guard let number = value.double else { throw wrong(name, expected, value) }
        guard number >= 0, number <= 100 else { throw error(.format, name, "is \(number), expected \(expected)") }
        return number
    }

    /// A special id; where the key is absent, ALBERT's own, if the vocabulary has it.
    fileprivate func id(_ name: String, default fallback: Int32, vocabularySize: Int) throws(AlbertError) -> Int32? {
        guard let value = object[name] else { return Int(fallback) < vocabularySize ? fallback : nil }
        guard value.kind != .null else { return nil }
        guard let number = value.wholeNumber else { throw wrong(name, "an id or null", value) }
        guard let id = Int32(exactly: number), id >= 0, Int(id) < vocabularySize else {
            throw error(.format, name, "is \(number), expected 0 to \(vocabularySize - 1)")
        }
        return id
    }

    /// `id2label` maps "0", "1", … to names. Without it there are `num_labels` names LABEL_0, LABEL_1, …; without that, two.
    fileprivate func labels() throws(AlbertError) -> [String] {
        guard let map = member("id2label") else {
            let count = try size("num_labels", 0...FileLimits.labelCount, default: 2)
            return (0..<count).map { "LABEL_\($0)" }
        }
        guard map.kind == .object else { throw wrong("id2label", "an object", map) }
        guard map.count <= FileLimits.labelCount else {
            throw error(.limit, "id2label", "holds \(map.count) labels, the limit is \(FileLimits.labelCount)")
        }
        var values = [JSONValue?](repeating: nil, count: map.count)
        try map.forEachMember { (key, value) throws(AlbertError) in
            let number = String(decoding: key, as: UTF8.self)
            if let index = Int(number), values.indices.contains(index), String(index) == number {
                values[index] = value
            }
        }
        var names: [String] = []
        for (index, value) in values.enumerated() {
            guard let value else {
                throw error(.format, "id2label", "holds \(map.count) labels, but none for \(quoted(String(index)))")
            }
            guard let name = value.string else { throw wrong("id2label", "an object of texts", value) }
            names.append(name)
        }
        return names
    }
}
