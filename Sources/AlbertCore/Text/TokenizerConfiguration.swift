// What tokenizer_config.json says, as far as it decides something here (ALBERT.md 4.11).

struct TokenizerConfiguration {
    private(set) var lowersCase: Bool?
    private(set) var keepsAccents: Bool?
    /// The model's longest input; nil where the file has no number or the "very large" one that means none.
    private(set) var modelMaxLength: Int?
    /// Counts for a spiece.model.
    private(set) var tokens = ConfiguredTokens()
    private var spellings: [Tokenizer.SpecialRole: String] = [:]

    static let fileName = "tokenizer_config.json"
    static let limits = JSONLimits(byteCount: 16 << 20, valueCount: 1 << 20)

    /// No such file: everything as the tokenizer's class has it.
    init() {}

    init(_ file: File) throws(AlbertError) {
        let bytes = try file.readAll(limit: Self.limits.byteCount)
        try self.init(bytes: UnsafeRawBufferPointer(bytes.elements), name: file.path)
    }

    init(bytes: UnsafeRawBufferPointer, name: String) throws(AlbertError) {
        let root = try Self.object(bytes, name: name)
        lowersCase = try Self.bool(root, "do_lower_case", name)
        keepsAccents = try Self.bool(root, "keep_accents", name)
        try refuseUnlikeALBERT(root, name)
        // "No limit" is written as 1e30, as an integer of 31 digits would be, or left out.
        if let length = root["model_max_length"]?.double, length >= 1, length < 1e9 { modelMaxLength = Int(length) }
        for role in Tokenizer.SpecialRole.allCases {
            guard let token = root[role.rawValue + "_token"], token.kind != .null else { continue }
            guard let spelling = token.string ?? token["content"]?.string, !spelling.isEmpty else {
                throw AlbertError(
                    .format, at: name, "\(role.rawValue)_token is neither a string nor an object with content")
            }
            spellings[role] = spelling
        }
        tokens = try ConfiguredTokens(configuration: root, name: name)
    }

    mutating func readAddedTokens(_ file: File) throws(AlbertError) { try tokens.read(file) }

    static func object(_ bytes: UnsafeRawBufferPointer, name: String) throws(AlbertError) -> JSONValue {
        let root = try JSONDocument(bytes, name: name, limits: limits).root
        guard root.kind == .object else { throw AlbertError(.format, at: name, "not a JSON object") }
        return root
    }

    func spelling(of role: Tokenizer.SpecialRole) -> String {
        if let spelling = spellings[role] { return spelling }
        return switch role {
        case .pad: "<pad>"
        case .unk: "<unk>"
        case .cls, .bos: "[CLS]"
        case .sep, .eos: "[SEP]"
        case .mask: "[MASK]"
        }
    }

    private func refuseUnlikeALBERT(_ root: JSONValue, _ name: String) throws(AlbertError) {
        if try Self.bool(root, "add_prefix_space", name) == false {
            throw AlbertError(
                .unsupported, at: name, "add_prefix_space is false: pieces without \"▁\" are not ALBERT's")
        }
    }

    private static func bool(_ root: JSONValue, _ key: String, _ name: String) throws(AlbertError) -> Bool? {
        guard let value = root[key], value.kind != .null else { return nil }
        guard let bool = value.bool else { throw AlbertError(.format, at: name, "\(key) is neither true nor false") }
        return bool
    }
}
