// A model in training as files that transformers and this library open: config.json, model.safetensors, and the tokenizer's files
// where the training began with a model that has them.

extension TrainedModel {
    /// Saves the model in `directory`, made where there is none; files of the same name are replaced when all are written.
    /// `tokenizer` comes along; without one, a tokenizer that is there stays.
    func save(to directory: String, tokenizer: TokenizerFiles?, watch: Watch) throws(AlbertError) {
        let files = try StagedFiles(for: directory)
        if let existing = files.existingDirectory {
            if let tokenizer, tokenizer.come(from: existing) {
                throw AlbertError(.argument, at: directory, "is the directory of the model that training began with")
            }
            let tokenizerNames = tokenizer?.names ?? ModelOrigin.tokenizerNames
            try ModelOrigin.refuseAnotherModel(in: existing, besides: ["config.json"] + tokenizerNames)
        }
        try tokenizer?.write(to: files)
        let configuration = try files.addFile("config.json")
        let text = try configurationText()
        try configuration.append(UnsafeRawBufferPointer(text.elements))
        try configuration.finish()
        let weights = try files.addFile(TensorStore.fileName)
        let values = UnsafeBufferPointer(table.values)
        func tensor(_ parameter: Parameter, name: String) -> FloatTensor {
            FloatTensor(
                name: name, shape: parameter.shape, values: UnsafeBufferPointer(rebasing: values[parameter.range]))
        }
        var tensors = table.parameters.map { tensor($0, name: $0.name) }
        // transformers reads the bias of a decoder of its own under this name only.
        if hasOwnDecoder, let bias = table.parameters.first(where: { $0.name == DecoderTensorNames.bias }) {
            tensors.append(tensor(bias, name: DecoderTensorNames.ownBias))
        }
        try SafeTensorsWriter(tensors).write(to: weights, watch: watch)
        try weights.finish()
        try watch.check()
        try files.commit()
    }

    /// Throws where no configuration file can hold these names of labels.
    static func checkNames(_ labels: [String]) throws(AlbertError) {
        guard labels.count <= FileLimits.labelCount else {
            throw AlbertError(.limit, at: "labels", "there are \(labels.count), the limit is \(FileLimits.labelCount)")
        }
        var known: Set<[UInt8]> = []  // two spellings of one é are two names in the file
        for (number, label) in labels.enumerated() {
            guard !label.isEmpty else { throw AlbertError(.argument, at: "labels", "label \(number) is empty") }
            guard known.insert(Array(label.utf8)).inserted else {
                throw AlbertError(.argument, at: "labels", "'\(label)' occurs twice")
            }
        }
    }

    /// Throws where names of labels make the configuration longer than a file of it may be.
    func checkConfiguration() throws(AlbertError) {
        let (size, limit) = (try configurationText().count, FileLimits.configurationByteCount)
        guard size <= limit else {
            throw AlbertError(.limit, at: "labels", "config.json would have \(size) bytes, the limit is \(limit)")
        }
    }

    private func configurationText() throws(AlbertError) -> Buffer<UInt8> {
        var text = try Buffer<UInt8>()
        let sizes = configuration
        func number(_ value: Int32?) -> String { value.map { "\($0)" } ?? "null" }
        try text.appendText(
            """
            {
              "architectures": ["\(task.architecture)"],
              "attention_probs_dropout_prob": \(sizes.attentionDropout),
              "bos_token_id": \(number(sizes.clsID)),
              "classifier_dropout_prob": \(sizes.classifierDropout.map { "\($0)" } ?? "null"),
              "dtype": "float32",
              "embedding_size": \(sizes.embeddingSize),
              "eos_token_id": \(number(sizes.sepID)),
              "hidden_act": "\(sizes.activation.rawValue)",
              "hidden_dropout_prob": \(sizes.hiddenDropout),
              "hidden_size": \(sizes.hiddenSize),
              "initializer_range": \(sizes.initializerRange),
              "inner_group_num": \(sizes.innerGroupCount),
              "intermediate_size": \(sizes.intermediateSize),
              "layer_norm_eps": \(sizes.layerNormEpsilon),
              "max_position_embeddings": \(sizes.positionCount),
              "model_type": "albert",
              "num_attention_heads": \(sizes.headCount),
              "num_hidden_groups": \(sizes.groupCount),
              "num_hidden_layers": \(sizes.layerCount),
              "pad_token_id": \(number(sizes.padID)),
              "tie_word_embeddings": \(!hasOwnDecoder),
              "type_vocab_size": \(sizes.typeCount),
              "vocab_size": \(sizes.vocabularySize)
            """)
        if let problem = task.problemType { try text.appendText(",\n  \"problem_type\": \"\(problem)\"") }
        if task.head == .classes || task.head == .tags { try appendLabels(to: &text) }
        try text.appendText("\n}\n")
        return text
    }

    private func appendLabels(to text: inout Buffer<UInt8>) throws(AlbertError) {
        try text.appendText(",\n  \"id2label\": {")
        for (index, label) in configuration.labels.enumerated() {
            try text.appendText((index == 0 ? "" : ", ") + "\"\(index)\": ")
            try text.appendJSON(label)
        }
        try text.appendText("},\n  \"label2id\": {")
        for (index, label) in configuration.labels.enumerated() {
            if index > 0 { try text.appendText(", ") }
            try text.appendJSON(label)
            try text.appendText(": \(index)")
        }
        try text.appendText("}")
    }
}
