// Reads tokenizer.json (ALBERT.md 4.10). It can describe any pipeline; this library runs ALBERT's and its published
// variations, and refuses by name what it would otherwise have to ignore.

struct TokenizerJSON {
    let root: JSONValue
    let name: String

    private static let limits = JSONLimits(byteCount: SentencePieceModel.fileByteLimit, valueCount: 1 << 24)

    static func parts(
        of bytes: UnsafeBufferPointer<UInt8>, name: String, options: TokenizerOptions,
        configuration: TokenizerConfiguration, watch: Watch
    ) throws(AlbertError) -> TokenizerParts {
        guard options.compatibility == .huggingFace else {
            throw AlbertError(
                .unsupported, at: name,
                "compat=sentencepiece needs a spiece.model; tokenizer.json lacks the kinds of the pieces")
        }
        var limits = limits
        limits.watch = watch
        let document = try JSONDocument(UnsafeRawBufferPointer(bytes), name: name, limits: limits)
        let json = TokenizerJSON(root: document.root, name: name)
        guard json.root.kind == .object else { throw json.failure("not a JSON object") }
        try json.checkPreTokenizer()
        try json.checkDecoder()
        try json.checkTruncation()
        var (normalizer, charsmap) = try json.readNormalizer()
        if let lowersCase = options.lowerCase ?? configuration.lowersCase { normalizer.lowersCase = lowersCase }
        if let keepsAccents = options.keepAccents ?? configuration.keepsAccents {
            normalizer.stripsAccents = !keepsAccents
        }

        let (vocabulary, unknownID) = try json.readModel(watch)
        let lowestScore = vocabulary.lowestScore
        let tokens = try json.readAddedTokens(into: vocabulary)
        var specials: [Tokenizer.SpecialRole: Int32] = [.unk: unknownID]
        for role in Tokenizer.SpecialRole.allCases where role != .unk {
            specials[role] = vocabulary.id(ofSpelling: configuration.spelling(of: role))
        }
        return TokenizerParts(
            vocabulary: vocabulary, charsmap: charsmap, normalizer: normalizer,
            rawTokens: try json.added(tokens.filter { !$0.isNormalized }),
            normalizedTokens: try json.added(try tokens.filter(\.isNormalized).normalized(normalizer, charsmap)),
            template: try json.readTemplate(vocabulary),
            latticeRules: LatticeRules(unknownID: unknownID, unknownScore: lowestScore - 10), specials: specials,
            segmenters: try SegmenterPool())
    }

    func failure(_ detail: String) -> AlbertError { AlbertError(.format, at: name, detail) }
    func unsupported(_ detail: String) -> AlbertError { AlbertError(.unsupported, at: name, detail) }

    // MARK: Model

    private func readModel(_ watch: Watch) throws(AlbertError) -> (Vocabulary, unknownID: Int32) {
        guard let model = root["model"], model.kind == .object else { throw failure("model is no object") }
        // Files of 2020 have no type.
        if let type = model["type"], type.string != "Unigram" {
            throw unsupported("model.type is \(described(type)), only \"Unigram\" is supported")
        }
        if model["byte_fallback"]?.bool == true {
            throw unsupported("model.byte_fallback is true, which is not supported")
        }
        guard let entries = model["vocab"], entries.kind == .array else { throw failure("model.vocab is no array") }
        guard entries.count > 0 else { throw failure("model.vocab is empty") }
        guard entries.count <= Vocabulary.countLimit else {
            throw AlbertError(
                .limit, at: name, "model.vocab has \(entries.count) pieces, the limit is \(Vocabulary.countLimit)")
        }
        let vocabulary = try Vocabulary(pieceCount: entries.count, byteCount: entries.count)
        for id in 0..<entries.count {
            if id & 0xFFF == 0 { try watch.check() }
            guard let entry = entries.element(at: id), entry.count == 2,
                let spelling = entry.element(at: 0)?.stringBytes,
                let score = entry.element(at: 1)?.double
            else { throw failure("model.vocab[\(id)] is not [string, number]") }
            do throws(AlbertError) {
                try vocabulary.append(spelling, score: score, kind: .normal)
            } catch {
                throw AlbertError(error.code, at: name, "model.vocab: \(error.detail)")
            }
        }
        guard let id = model["unk_id"]?.int, id >= 0, id < Int64(vocabulary.count), let unknownID = Int32(exactly: id)
        else {
            throw failure(
                "model.unk_id is \(described(model["unk_id"])), it must be an id from 0 to \(vocabulary.count - 1)")
        }
        vocabulary.setKind(of: Int(unknownID), to: .special)
        return (vocabulary, unknownID)
    }

    // MARK: Added tokens

    private func readAddedTokens(into vocabulary: Vocabulary) throws(AlbertError) -> [AddedToken] {
        guard let list = root["added_tokens"], list.kind != .null else { return [] }
        guard list.kind == .array else { throw failure("added_tokens is no array") }
        guard list.count <= AddedToken.countLimit else {
            throw AlbertError(.limit, at: name, "\(list.count) added tokens, the limit is \(AddedToken.countLimit)")
        }
        var tokens: [AddedToken] = []
        for index in 0..<list.count {
            guard let entry = list.element(at: index) else { continue }
            tokens.append(try readAddedToken(entry, index))
        }
        do throws(AlbertError) {
            try vocabulary.placeAdded(tokens)
        } catch {
            throw AlbertError(error.code, at: name, "added_tokens: \(error.detail)")
        }
        return tokens
    }

    private func readAddedToken(_ entry: JSONValue, _ index: Int) throws(AlbertError) -> AddedToken {
        guard let wide = entry["id"]?.int, wide >= 0 else {
            throw failure("added_tokens[\(index)].id is \(described(entry["id"])), it must be an id")
        }
        guard wide < Int64(Vocabulary.countLimit), let id = Int32(exactly: wide) else {
            throw AlbertError(
                .limit, at: name, "added_tokens[\(index)].id is \(wide), the limit is \(Vocabulary.countLimit - 1)")
        }
        return try AddedToken(entry, id: id, at: "added_tokens[\(index)]", of: name)
    }

    private func added(_ tokens: [AddedToken]) throws(AlbertError) -> AddedTokens {
        do throws(AlbertError) {
            return try AddedTokens(tokens)
        } catch {
            throw AlbertError(error.code, at: name, "added_tokens: \(error.detail)")
        }
    }

    /// A value for a message.
    func described(_ value: JSONValue?) -> String {
        guard let value else { return "missing" }
        switch value.kind {
        case .string: return value.stringBytes.map(quoted) ?? "a string"
        case .integer: return value.int.map(String.init) ?? "a number"
        case .real: return value.double.map { "\($0)" } ?? "a number"
        case .bool: return value.bool == true ? "true" : "false"
        case .null: return "null"
        case .array: return "an array"
        case .object: return "an object"
        }
    }
}
