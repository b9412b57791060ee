// What a spiece.model stands for: the same tokenizer as the published tokenizer.json, which lists things that the model file
// leaves to the tokenizer's class (ALBERT.md 4.1, 4.3).

extension SentencePieceModel {
    static func parts(
        of bytes: UnsafeBufferPointer<UInt8>, name: String, options: TokenizerOptions,
        configuration: TokenizerConfiguration, watch: Watch
    ) throws(AlbertError) -> TokenizerParts {
        var model = try SentencePieceModel(bytes, name: name)
        let vocabulary = try model.readVocabulary(options.compatibility, watch)
        let charsmap = try model.readCharsmap(bytes, name: name)
        let configured = try configuration.tokens.placed(in: vocabulary)
        var specials: [Tokenizer.SpecialRole: Int32] = [.unk: model.unknownID]
        for role in Tokenizer.SpecialRole.allCases where role != .unk {
            specials[role] = vocabulary.id(ofSpelling: configuration.spelling(of: role))
        }
        guard let cls = specials[.cls], let sep = specials[.sep] else {
            let missing: Tokenizer.SpecialRole = specials[.cls] == nil ? .cls : .sep
            throw AlbertError(
                .format, at: name,
                "no piece is spelled '\(configuration.spelling(of: missing))', which the tokenizer needs as \(missing.rawValue)"
            )
        }
        for id in specials.values { vocabulary.setKind(of: Int(id), to: .special) }
        var tokens = configured
        let roles = Set(specials.values)
        for index in tokens.indices where roles.contains(tokens[index].id) {
            (tokens[index].isSpecial, tokens[index].isNormalized) = (true, false)
        }
        let known = Set(configured.map(\.id))
        for id in Set(Array(specials.values) + model.specialIDs).sorted() where !known.contains(id) {
            guard let spelling = vocabulary.spelling(of: Int(id)), !spelling.isEmpty else { continue }
            tokens.append(
                AddedToken(id: id, content: Array(spelling), stripsLeft: id == specials[.mask], isSpecial: true))
        }
        let usesSentencePiece = options.compatibility == .sentencePiece
        var rules = LatticeRules(
            unknownID: model.unknownID,
            unknownScore: usesSentencePiece
                ? Double(Float(vocabulary.lowestNormalScore) - 10) : vocabulary.lowestScore - 10)
        rules.roundsToFloat = usesSentencePiece
        rules.skipsSpecialPieces = usesSentencePiece
        let normalizer = NormalizerSettings(
            foldsQuotes: true, stripsAccents: !(options.keepAccents ?? configuration.keepsAccents ?? false),
            lowersCase: options.lowerCase ?? configuration.lowersCase ?? true)
        // Google's preprocessing knows no tokens: for compat=sentencepiece all are looked for before it.
        let normalized = usesSentencePiece ? [] : tokens.filter(\.isNormalized)
        let raw = usesSentencePiece ? tokens : tokens.filter { !$0.isNormalized }
        return TokenizerParts(
            vocabulary: vocabulary, charsmap: charsmap, normalizer: normalizer,
            rawTokens: try AddedTokens(raw),
            normalizedTokens: try AddedTokens(try normalized.normalized(normalizer, charsmap)),
            template: .albert(cls: cls, sep: sep),
            latticeRules: rules,
            sentencePiece: usesSentencePiece
                ? SentencePieceBehavior(
                    addsDummyPrefix: model.addsDummyPrefix, removesExtraSpaces: model.removesExtraSpaces) : nil,
            specials: specials, segmenters: try SegmenterPool())
    }

    private func readCharsmap(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(AlbertError) -> Charsmap {
        var copy = try Buffer<UInt8>(capacity: charsmap.count)
        try copy.append(UnsafeBufferPointer(rebasing: bytes[charsmap]))
        do throws(AlbertError) {
            return try Charsmap(copy)
        } catch {
            throw AlbertError(error.code, at: name, byteOffset: Int64(charsmap.lowerBound), error.detail)
        }
    }
}
