// The parts of tokenizer.json that say how text is treated. Each is compared with what this library does; anything else is
// refused by its name.

extension TokenizerJSON {
    // MARK: Normalizer

    /// The published steps are, in this order and each optional: both quote replacements, NFKD with StripAccents, Lowercase,
    /// Precompiled, and the replacement of two and more spaces by one.
    func readNormalizer() throws(AlbertError) -> (NormalizerSettings, Charsmap) {
        var steps: [JSONValue] = []
        try flatten(root["normalizer"], list: "normalizers", at: "normalizer", depth: 0, into: &steps)
        var settings = NormalizerSettings(foldsQuotes: false, stripsAccents: false, lowersCase: false)
        var charsmap = try Charsmap(Buffer())
        var quotes: Set<String> = []
        var hasDecomposition = false
        var reached = 0
        for step in steps {
            let type = step["type"]?.string ?? ""
            let rank: Int
            switch type {
            case "Replace":
                if step["pattern"]?["Regex"]?.string == " {2,}", step["content"]?.string == " " {
                    rank = 6
                    settings.collapsesSpaces = true
                } else if let text = step["pattern"]?["String"]?.string, text == "``" || text == "''",
                    step["content"]?.string == "\""
                {
                    rank = 1
                    quotes.insert(text)
                } else {
                    throw unsupported(
                        "normalizer Replace of \(described(step["pattern"]?["Regex"] ?? step["pattern"]?["String"])) by "
                            + "\(described(step["content"])) is not supported")
                }
            case "NFKD":
                rank = 2
                hasDecomposition = true
            case "StripAccents":
                rank = 3
                settings.stripsAccents = true
            case "Lowercase":
                rank = 4
                settings.lowersCase = true
            case "Precompiled":
                rank = 5
                charsmap = try readCharsmap(step)
            default: throw unsupported("normalizer \(described(step["type"])) is not supported")
            }
            guard rank >= reached, rank > reached || rank == 1 else {
                throw unsupported("normalizer \(type) stands where ALBERT's pipeline does not have it")
            }
            reached = rank
        }
        guard hasDecomposition == settings.stripsAccents else {
            throw unsupported("normalizers NFKD and StripAccents are supported only together")
        }
        guard quotes.count != 1 else {
            throw unsupported(
                "normalizer Replace of \(quotes.first ?? "") is supported only together with the other quote")
        }
        settings.foldsQuotes = !quotes.isEmpty
        return (settings, charsmap)
    }

    private func readCharsmap(_ step: JSONValue) throws(AlbertError) -> Charsmap {
        guard let text = step["precompiled_charsmap"], text.kind != .null else { return try Charsmap(Buffer()) }
        guard let base64 = text.stringBytes else {
            throw failure("precompiled_charsmap is \(described(text)), not base64")
        }
        do throws(AlbertError) {
            return try Charsmap(try decodeBase64(base64))
        } catch {
            throw AlbertError(error.code, at: name, error.detail)
        }
    }

    /// The steps of a Sequence, or the one step that stands alone; null is none.
    private func flatten(
        _ value: JSONValue?, list: String, at place: String, depth: Int, into steps: inout [JSONValue]
    ) throws(AlbertError) {
        guard let value, value.kind != .null else { return }
        guard value.kind == .object else { throw failure("\(place) is \(described(value)), not an object") }
        guard value["type"]?.string == "Sequence" else { return steps.append(value) }
        guard let parts = value[list], parts.kind == .array else { throw failure("\(place).\(list) is no array") }
        guard depth < 8, parts.count <= 64 else {
            throw unsupported("\(place) has more steps than any ALBERT pipeline")
        }
        for index in 0..<parts.count {
            try flatten(
                parts.element(at: index), list: list, at: "\(place).\(list)[\(index)]", depth: depth + 1, into: &steps)
        }
    }

    // MARK: Pre-tokenizer and decoder

    func checkPreTokenizer() throws(AlbertError) {
        var steps: [JSONValue] = []
        try flatten(root["pre_tokenizer"], list: "pretokenizers", at: "pre_tokenizer", depth: 0, into: &steps)
        // transformers writes Metaspace alone where it made the file of a spiece.model, and splits at white space all the same.
        if steps.count == 1, steps[0]["type"]?.string == "Metaspace" {
            return try checkMetaspace(steps[0], "pre_tokenizer")
        }
        for (step, expected) in zip(steps, ["WhitespaceSplit", "Metaspace"]) where step["type"]?.string != expected {
            throw unsupported("pre_tokenizer \(described(step["type"])) stands where ALBERT's has '\(expected)'")
        }
        guard steps.count == 2 else {
            throw unsupported("pre_tokenizer has \(steps.count) steps, ALBERT's has 2: WhitespaceSplit and Metaspace")
        }
        try checkMetaspace(steps[1], "pre_tokenizer")
    }

    /// A decoder that is missing or null is taken for ALBERT's.
    func checkDecoder() throws(AlbertError) {
        guard let decoder = root["decoder"], decoder.kind != .null else { return }
        guard decoder["type"]?.string == "Metaspace" else {
            throw unsupported("decoder \(described(decoder["type"])) is not supported, ALBERT's is 'Metaspace'")
        }
        try checkMetaspace(decoder, "decoder")
    }

    /// Accepts the spellings of all versions: prepend_scheme, or add_prefix_space with or without str_rep.
    private func checkMetaspace(_ step: JSONValue, _ place: String) throws(AlbertError) {
        let expected: [(key: String, accepts: (JSONValue) -> Bool)] = [
            ("replacement", { $0.string == "▁" }), ("str_rep", { $0.string == "▁" }),
            ("prepend_scheme", { $0.string == "always" }), ("add_prefix_space", { $0.bool == true }),
            ("split", { $0.bool == true }),
        ]
        for (key, accepts) in expected {
            if let value = step[key], value.kind != .null, !accepts(value) {
                throw unsupported("\(place) Metaspace has \(key) = \(described(value)), which is not ALBERT's")
            }
        }
    }

    // MARK: Truncation

    /// What the file says of truncation is checked, but each call decides for itself.
    func checkTruncation() throws(AlbertError) {
        guard let truncation = root["truncation"], truncation.kind != .null else { return }
        guard let maxLength = truncation["max_length"]?.int, maxLength > 0 else {
            throw failure(
                "truncation.max_length is \(described(truncation["max_length"])), it must be a positive number")
        }
        let stride = truncation["stride"]
        guard let pieces = stride == nil ? 0 : stride?.int, pieces >= 0, pieces < maxLength else {
            throw failure(
                "truncation.stride is \(described(stride)), it must be from 0 to max_length - 1 = \(maxLength - 1)")
        }
    }

    // MARK: Template

    func readTemplate(_ vocabulary: Vocabulary) throws(AlbertError) -> Template {
        guard let processor = root["post_processor"], processor.kind != .null else { return .bare }
        guard processor["type"]?.string == "TemplateProcessing" else {
            throw unsupported(
                "post_processor \(described(processor["type"])) is not supported, ALBERT's is 'TemplateProcessing'")
        }
        let template = Template(
            single: try readParts(processor, "single", vocabulary), pair: try readParts(processor, "pair", vocabulary))
        guard template.single.textNames == "A", template.pair.textNames == "AB" else {
            throw unsupported(
                "post_processor lays the texts out as \(template.single.textNames) and \(template.pair.textNames), ALBERT's as A and AB"
            )
        }
        return template
    }

    private func readParts(
        _ processor: JSONValue, _ key: String, _ vocabulary: Vocabulary
    ) throws(AlbertError) -> [Template.Part] {
        guard let list = processor[key], list.kind == .array, list.count <= 64 else {
            throw failure("post_processor.\(key) is no array of at most 64 parts")
        }
        var parts: [Template.Part] = []
        for index in 0..<list.count {
            let place = "post_processor.\(key)[\(index)]"
            let entry = list.element(at: index)
            guard let part = entry?["SpecialToken"] ?? entry?["Sequence"], let id = part["id"]?.string,
                let type = part["type_id"]?.int, let typeID = Int32(exactly: type), typeID == 0 || typeID == 1
            else {
                throw failure("\(place) is neither a SpecialToken nor a Sequence with an id and a type_id of 0 or 1")
            }
            if entry?["SpecialToken"] != nil {
                for token in try specialIDs(processor, id, place, vocabulary) {
                    parts.append(.special(id: token, typeID: typeID))
                }
            } else if id == "A" {
                parts.append(.first(typeID: typeID))
            } else if id == "B" {
                parts.append(.second(typeID: typeID))
            } else {
                throw failure("\(place) names sequence '\(id)', there are A and B")
            }
        }
        return parts
    }

    private func specialIDs(
        _ processor: JSONValue, _ token: String, _ place: String, _ vocabulary: Vocabulary
    ) throws(AlbertError) -> [Int32] {
        guard let ids = processor["special_tokens"]?[token]?["ids"], ids.kind == .array, ids.count <= 64 else {
            throw failure("\(place) names special token '\(token)', which post_processor.special_tokens does not have")
        }
        var found: [Int32] = []
        for index in 0..<ids.count {
            guard let wide = ids.element(at: index)?.int, let id = Int32(exactly: wide), id >= 0,
                Int(id) < vocabulary.count
            else {
                throw failure(
                    "post_processor.special_tokens: '\(token)' has id \(described(ids.element(at: index))), the vocabulary has "
                        + "\(vocabulary.count) pieces")
            }
            found.append(id)
        }
        return found
    }
}

extension [Template.Part] {
    /// The texts in order, as the format names them.
    fileprivate var textNames: String {
        map { part in
            switch part {
            case .special: ""
            case .first: "A"
            case .second: "B"
            }
        }.joined()
    }
}
