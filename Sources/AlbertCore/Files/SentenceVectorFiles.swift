// What sentence-transformers writes beside a model: modules.json names the steps from tokens to a vector, and each step's
// folder may hold a config.json. Only what this library computes is read; a step that it does not know is remembered by name.

/// The steps after the encoder.
struct SentenceVectorFiles {
    /// How the pooling makes one vector of many: the suffixes of the `pooling_mode_…` keys that say so.
    private(set) var poolingModes: [String] = []
    private(set) var normalizes = false
    /// The types of modules that are neither encoder, pooling nor normalisation, and a prompt before every text.
    private(set) var otherModules: [String] = []
    /// Where the pooling modules' settings lie.
    private(set) var poolingFolders: [String] = []
    /// `max_seq_length` of sentence_bert_config.json.
    private(set) var maxLength: Int?

    /// All of them but the poolings' settings.
    static let names = ["modules.json", "sentence_bert_config.json", "config_sentence_transformers.json"]

    /// Nil where the directory has no modules.json.
    static func read(in directory: Directory) throws(AlbertError) -> SentenceVectorFiles? {
        guard directory.contains("modules.json") else { return nil }
        var files = SentenceVectorFiles()
        let document = try document("modules.json", in: directory)
        let place = directory.path + "/modules.json"
        guard document.root.kind == .array, document.root.count <= moduleLimit else {
            throw AlbertError(
                .format, at: place, byteOffset: 0,
                "an array of at most \(moduleLimit) modules expected, found \(document.root.summary)")
        }
        for index in 0..<document.root.count {
            guard let module = document.root.element(at: index), module.kind == .object else {
                throw AlbertError(.format, at: place, "module \(index) is no object")
            }
            let keys = JSONObjectReader(place: place, object: module)
            try files.add(
                type: try keys.text("type") ?? "", path: try keys.text("path") ?? "", keys: keys, directory)
        }
        if directory.contains("sentence_bert_config.json") {
            let settings = try object("sentence_bert_config.json", in: directory)
            if settings.member("max_seq_length") != nil {
                files.maxLength = try settings.size("max_seq_length", 1...FileLimits.positionCount)
            }
        }
        if directory.contains("config_sentence_transformers.json") {
            let settings = try object("config_sentence_transformers.json", in: directory)
            if let name = try settings.text("default_prompt_name"),
                settings.member("prompts")?[name]?.string?.isEmpty != true
            {
                files.otherModules.append("the prompt \(quoted(name)) before every text")
            }
        }
        return files
    }

    private mutating func add(
        type: String, path: String, keys: JSONObjectReader, _ directory: Directory
    ) throws(AlbertError) {
        // The last name is the same in every version: `sentence_transformers.models.Pooling`.
        let name = type.split(separator: ".").last.map(String.init) ?? type
        switch name {
        case "Transformer": break
        case "Normalize": normalizes = true
        case "Pooling":
            guard !path.isEmpty, path != ".", path != "..", !path.utf8.contains(UInt8(ascii: "/")) else {
                throw keys.error(.path, "path", "is \(quoted(path)), expected the name of a folder beside the file")
            }
            let settings = try Self.object(path + "/config.json", in: directory)
            if !poolingFolders.contains(path) { poolingFolders.append(path) }
            poolingModes += try Self.modes(in: settings)
        default: otherModules.append(name)
        }
    }

    /// Version 6 of sentence-transformers writes `pooling_mode`, a text or an array of them, which then counts alone; earlier ones
    /// write a flag for each mode. A file that names none says nothing about vectors, and to guess would give wrong ones.
    private static func modes(in settings: JSONObjectReader) throws(AlbertError) -> [String] {
        var found: [String] = []
        if let named = settings.member("pooling_mode") {
            for value in named.kind == .array ? (0..<named.count).map({ named.element(at: $0) }) : [named] {
                guard let name = value?.string else {
                    throw settings.wrong("pooling_mode", "a text or an array of texts", value ?? named)
                }
                found.append(modeNames.first(where: { $0.name == name })?.flag ?? name)
            }
        } else {
            for (flag, _) in modeNames where try settings.flag("pooling_mode_" + flag, default: false) {
                found.append(flag)
            }
        }
        guard !found.isEmpty else {
            throw AlbertError(
                .format, at: settings.place,
                "names no pooling: expected 'pooling_mode', or a 'pooling_mode_…' that is true")
        }
        return found
    }

    /// The suffix of a mode's flag, and its name in `pooling_mode`.
    private static let modeNames: [(flag: String, name: String)] = [
        ("cls_token", "cls"), ("max_tokens", "max"), ("mean_tokens", "mean"),
        ("mean_sqrt_len_tokens", "mean_sqrt_len_tokens"), ("weightedmean_tokens", "weightedmean"),
        ("lasttoken", "lasttoken"),
    ]
    private static let moduleLimit = 64

    private static func document(_ name: String, in directory: Directory) throws(AlbertError) -> JSONDocument {
        let file = try File(path: name, in: directory)
        let bytes = try file.readAll(limit: FileLimits.configurationByteCount)
        return try JSONDocument(
            UnsafeRawBufferPointer(bytes.elements), name: file.path,
            limits: JSONLimits(
                byteCount: FileLimits.configurationByteCount, valueCount: FileLimits.configurationValueCount))
    }

    private static func object(_ name: String, in directory: Directory) throws(AlbertError) -> JSONObjectReader {
        let document = try document(name, in: directory)
        let place = directory.path + "/" + name
        guard document.root.kind == .object else {
            throw AlbertError(
                .format, at: place, byteOffset: 0, "a JSON object expected, found \(document.root.summary)")
        }
        return JSONObjectReader(place: place, object: document.root)
    }
}
