// From a bag's values to what each part of the library takes. Values were checked when they were set, so what is read here
// is either a good value or the default.

extension OptionSnapshot {
    /// An integer key that the user set to something other than 0.
    func nonZero(_ key: OptionKey) -> Int? {
        guard case .int(let number) = self[key], number != 0 else { return nil }
        return Int(clamping: number)
    }

    /// An integer key where the user set it.
    func integer(_ key: OptionKey) -> Int? {
        guard case .int(let number) = self[key] else { return nil }
        return Int(clamping: number)
    }

    /// A floating-point key where the user set it.
    func real(_ key: OptionKey) -> Double? {
        guard case .real(let number) = self[key] else { return nil }
        return number
    }

    /// A text that the user set to something.
    func text(_ key: OptionKey) -> String? {
        guard case .text(let text) = self[key], !text.bytes.isEmpty else { return nil }
        return String(decoding: text.bytes.elements, as: UTF8.self)
    }

    func bool(_ key: OptionKey, default standard: Bool) -> Bool { boolIfSet(key) ?? standard }

    func boolIfSet(_ key: OptionKey) -> Bool? { integer(key).map { $0 != 0 } }

    /// The word that the user chose, nil where the key is not set.
    func word(_ key: OptionKey) -> String? {
        guard case .choice(let place) = self[key], case .choice(let words) = key.rule.type,
            words.indices.contains(place)
        else { return nil }
        return "\(words[place])"
    }

    /// A choice of auto, true and false.
    func truth(_ key: OptionKey) -> Bool? {
        switch word(key) {
        case "true": true
        case "false": false
        default: nil
        }
    }

    var threads: Int? { nonZero(.threads) }
    var maxLength: Int? { nonZero(.maxLength) }
    var skipsSpecialTokens: Bool { bool(.skipSpecialTokens, default: false) }

    var truncationSide: EncodeOptions.Side { word(.truncationSide) == "left" ? .left : .right }
    var offsetUnit: EncodeOptions.OffsetUnit {
        switch word(.offsets) {
        case "codepoints": .codePoints
        case "utf16": .utf16
        default: .bytes
        }
    }
    var specialText: EncodeOptions.SpecialText { word(.specialText) == "literal" ? .literal : .special }

    var tokenizerOptions: TokenizerOptions {
        var options = TokenizerOptions()
        if word(.compat) == "sentencepiece" { options.compatibility = .sentencePiece }
        options.lowerCase = truth(.lowerCase)
        options.keepAccents = truth(.keepAccents)
        return options
    }

    var encodeOptions: EncodeOptions {
        var options = EncodeOptions()
        options.maxLength = maxLength
        options.truncation =
            switch word(.truncation) {
            case "off": .off
            case "longest_first": .longestFirst
            case "only_first": .onlyFirst
            case "only_second": .onlySecond
            default: nil
            }
        options.truncationSide = truncationSide
        options.stride = nonZero(.stride) ?? 0
        options.overflow = bool(.overflow, default: false)
        options.addsSpecialTokens = bool(.specialTokens, default: true)
        options.specialText = specialText
        options.offsets = offsetUnit
        options.threads = threads
        return options
    }
}
