// Tokens that tokenizer_config.json and added_tokens.json add to the pieces of a spiece.model, taken as transformers takes them.
// A tokenizer.json lists its own.

struct ConfiguredTokens {
    private var tokens: [AddedToken] = []
    /// Special tokens without a number of their own.
    private var named: [[UInt8]] = []
    private var hasList = false
    private var name = ""

    static let fileName = "added_tokens.json"

    /// No file says anything.
    init() {}

    /// What the object of a tokenizer_config.json says.
    init(configuration root: JSONValue, name: String) throws(AlbertError) {
        self.name = name
        for key in ["additional_special_tokens", "extra_special_tokens"] {
            guard let value = root[key], value.kind != .null else { continue }
            try readNamed(value, key)
        }
        guard let list = root["added_tokens_decoder"], list.kind != .null else { return }
        guard list.kind == .object else { throw failure("added_tokens_decoder is no object") }
        hasList = true
        tokens = try entries(of: list) { (number, entry) throws(AlbertError) in
            let place = "added_tokens_decoder.\(String(decoding: number, as: UTF8.self))"
            guard number.allSatisfy(isDigit), let id = Int32(String(decoding: number, as: UTF8.self)) else {
                throw failure("\(place) is no id")
            }
            return try AddedToken(entry, id: id, at: place, of: name)
        }
    }

    /// What added_tokens.json says: ids by spelling. It counts only where tokenizer_config.json has no list.
    mutating func read(_ file: File) throws(AlbertError) {
        guard !hasList else { return }
        let bytes = try file.readAll(limit: TokenizerConfiguration.limits.byteCount)
        name = file.path
        let root = try TokenizerConfiguration.object(UnsafeRawBufferPointer(bytes.elements), name: name)
        let special = Set(named)
        tokens = try entries(of: root) { (key, entry) throws(AlbertError) in
            let (spelling, shown) = (Array(key), quoted(key))
            try AddedToken.check(key, of: name)
            guard !spelling.isEmpty else { throw failure("a token is spelled \"\"") }
            guard let id = entry.int.flatMap(Int32.init(exactly:)) else { throw failure("\(shown) has no id") }
            let isSpecial = special.contains(spelling)
            return AddedToken(id: id, content: spelling, isNormalized: !isSpecial, isSpecial: isSpecial)
        }
    }

    /// Gives every token its place in the vocabulary.
    func placed(in vocabulary: Vocabulary) throws(AlbertError) -> [AddedToken] {
        var placed = tokens
        do throws(AlbertError) {
            try vocabulary.placeAdded(tokens)
            var seen = Set(placed.map(\.content))
            for spelling in named where seen.insert(spelling).inserted {
                let known = try Buffer(copying: spelling)
                let token = AddedToken(
                    id: vocabulary.id(of: known.elements) ?? Int32(clamping: vocabulary.count), content: spelling,
                    isSpecial: true)
                try vocabulary.placeAdded(token)
                placed.append(token)
            }
        } catch {
            throw AlbertError(error.code, at: name, "added tokens: \(error.detail)")
        }
        return placed
    }

    /// A list of tokens or, by names that are the model's own, an object of them; each is a string or an object with content.
    private mutating func readNamed(_ value: JSONValue, _ key: String) throws(AlbertError) {
        var entries: [JSONValue] = []
        for index in 0..<value.count {
            if let entry = value.element(at: index) { entries.append(entry) }
        }
        try value.forEachMember { _, entry in entries.append(entry) }
        guard value.kind == .array || value.kind == .object, entries.count <= AddedToken.countLimit else {
            throw failure("\(key) is no list of at most \(AddedToken.countLimit) tokens")
        }
        for entry in entries {
            guard let spelling = entry.stringBytes ?? entry["content"]?.stringBytes, !spelling.isEmpty else {
                throw failure("\(key) has a token that is neither a string nor an object with content")
            }
            try AddedToken.check(spelling, of: name)
            named.append(Array(spelling))
        }
    }

    private func entries(
        of object: JSONValue, _ token: (UnsafeBufferPointer<UInt8>, JSONValue) throws(AlbertError) -> AddedToken
    ) throws(AlbertError) -> [AddedToken] {
        guard object.count <= AddedToken.countLimit else {
            throw AlbertError(
                .limit, at: name, "\(object.count) added tokens, the limit is \(AddedToken.countLimit)")
        }
        var found: [AddedToken] = []
        try object.forEachMember { (key, entry) throws(AlbertError) in found.append(try token(key, entry)) }
        return found
    }

    private func failure(_ detail: String) -> AlbertError { AlbertError(.format, at: name, detail) }
}
