// Opening a tokenizer: which file of a directory is read, and what kind of file it is.

extension Tokenizer {
    /// Opens a tokenizer.json, a spiece.model, or a directory that holds one of them (tokenizer.json is preferred, except for
    /// compat=sentencepiece) and maybe a tokenizer_config.json and, for spiece.model, an added_tokens.json.
    public static func open(path: String, options: TokenizerOptions = .init()) throws(AlbertError) -> Tokenizer {
        try open(path: path, options: options, watch: .none)
    }

    static func open(path: String, options: TokenizerOptions, watch: Watch) throws(AlbertError) -> Tokenizer {
        let file: File
        do throws(AlbertError) {
            file = try File(path: path)
        } catch {
            guard error.code == .path, let directory = try? Directory(path: path) else { throw error }
            guard let tokenizer = try open(directory: directory, options: options, watch: watch) else {
                throw AlbertError(.missing, at: path, "the directory holds no tokenizer.json and no spiece.model")
            }
            return tokenizer
        }
        return try open(file, options: options, configuration: .init(), watch: watch)
    }

    /// Nil: the directory holds no tokenizer.
    static func open(
        directory: Directory, options: TokenizerOptions, watch: Watch = .none
    ) throws(AlbertError) -> Tokenizer? {
        let names =
            options.compatibility == .sentencePiece
            ? ["spiece.model", "tokenizer.json"] : ["tokenizer.json", "spiece.model"]
        guard let name = names.first(where: directory.contains) else { return nil }
        var configuration = TokenizerConfiguration()
        if directory.contains(TokenizerConfiguration.fileName) {
            configuration = try TokenizerConfiguration(File(path: TokenizerConfiguration.fileName, in: directory))
        }
        if name == "spiece.model", directory.contains(ConfiguredTokens.fileName) {
            try configuration.readAddedTokens(File(path: ConfiguredTokens.fileName, in: directory))
        }
        return try open(
            File(path: name, in: directory), options: options, configuration: configuration, watch: watch)
    }

    /// `bytes` of a tokenizer.json or spiece.model, not needed afterwards.
    public static func open(
        bytes: UnsafeRawBufferPointer, name: String, options: TokenizerOptions = .init()
    ) throws(AlbertError) -> Tokenizer {
        try open(bytes: bytes, name: name, options: options, watch: .none)
    }

    static func open(
        bytes: UnsafeRawBufferPointer, name: String, options: TokenizerOptions, watch: Watch
    ) throws(AlbertError) -> Tokenizer {
        try open(bytes, name: name, options: options, configuration: .init(), watch: watch)
    }

    private static func open(
        _ file: File, options: TokenizerOptions, configuration: TokenizerConfiguration, watch: Watch
    ) throws(AlbertError) -> Tokenizer {
        let bytes = try file.readAll(limit: SentencePieceModel.fileByteLimit)
        return try open(
            UnsafeRawBufferPointer(bytes.elements), name: file.path, options: options, configuration: configuration,
            watch: watch)
    }

    private static func open(
        _ bytes: UnsafeRawBufferPointer, name: String, options: TokenizerOptions, configuration: TokenizerConfiguration,
        watch: Watch
    ) throws(AlbertError) -> Tokenizer {
        let bytes = bytes.bindMemory(to: UInt8.self)
        let parts: TokenizerParts
        // A model's first byte is also a line feed; what tells it from a text is a control character soon after.
        let isBinary = bytes.first == 0x0A && bytes.prefix(256).contains { $0 < 0x20 && !isBlank($0) }
        switch isBinary ? 0x0A : bytes.first(where: { !isBlank($0) }) {
        case nil: throw AlbertError(.format, at: name, "the file is empty")
        case 0x7B, 0xEF:  // the latter begins a byte-order mark, which JSON does not have
            parts = try TokenizerJSON.parts(
                of: bytes, name: name, options: options, configuration: configuration, watch: watch)
        case 0x3C:
            throw AlbertError(
                .format, at: name, byteOffset: 0, "starts like an HTML page: neither tokenizer.json nor spiece.model")
        default:
            parts = try SentencePieceModel.parts(
                of: bytes, name: name, options: options, configuration: configuration, watch: watch)
        }
        try parts.segmenters.prepare(parts)
        return Tokenizer(parts, modelMaxLength: configuration.modelMaxLength)
    }
}
