// Every key that an options object knows: its type, default and range, what it does and who reads it. What is refused, what
// albert_options_describe prints and what functions read all come from this table.

/// A key. The raw value is its place in a bag.
enum OptionKey: Int, CaseIterable {
    case threads, dtype, weightsCheck, compat, lowerCase, keepAccents
    case maxLength, truncation, truncationSide, stride, overflow, specialTokens, specialText, offsets
    case skipSpecialTokens, pooling, normalize, outputs, topK, targets
}

/// What a key takes.
enum OptionType {
    case int(ClosedRange<Int64>)
    case bool
    /// One of these words. Where "true" and "false" are among them, 1 and 0 are understood too.
    case choice([StaticString])
    /// Some of these words, separated by commas.
    case choices([StaticString])
    /// Any text up to this many bytes.
    case text(limit: Int)
}

struct OptionRule {
    let name: StaticString
    let type: OptionType
    /// As a user would write it; "" where there is none.
    let standard: StaticString
    let purpose: StaticString
    let readers: [StaticString]
}

extension OptionKey {
    private static let largest = Int64(Int32.max)
    private static let tokenizing: [StaticString] = [
        "albert_tokenize", "albert_tokenize_batch", "albert_tokenize_words",
    ]
    private static let encoding: [StaticString] = ["albert_encode", "albert_encode_arrow"]
    private static let opening: [StaticString] = ["albert_model_open", "albert_model_open_memory"]
    private static let openingTokenizers: [StaticString] =
        ["albert_tokenizer_open", "albert_tokenizer_open_memory"] + opening

    var rule: OptionRule {
        switch self {
        case .threads:
            OptionRule(
                name: "threads", type: .int(0...1024), standard: "0",
                purpose: "threads of a call, or for a model the threads of its calls that do not say; 0: the default",
                readers: Self.opening + Self.encoding
                    + ["albert_forward", "albert_fill_mask", "albert_sentence_order", "albert_tokenize_batch"])
        case .dtype:
            OptionRule(
                name: "dtype", type: .choice(["f32", "bf16", "int8"]), standard: "f32",
                purpose: "number format of weights and products; bf16 and int8 are smaller, faster and less exact",
                readers: Self.opening)
        case .weightsCheck:
            OptionRule(
                name: "weights_check", type: .choice(["none", "report", "refuse"]), standard: "none",
                purpose:
                    "looks for NaN and infinity in the weights: report counts them in the model's info, refuse fails",
                readers: Self.opening)
        case .compat:
            OptionRule(
                name: "compat", type: .choice(["default", "sentencepiece"]), standard: "default",
                purpose: "default: pieces as transformers gives them; sentencepiece: as the sentencepiece library does",
                readers: Self.openingTokenizers)
        case .lowerCase:
            OptionRule(
                name: "lower_case", type: .choice(["auto", "true", "false"]), standard: "auto",
                purpose: "whether text is lower-cased; auto: as the tokenizer's files say",
                readers: Self.openingTokenizers)
        case .keepAccents:
            OptionRule(
                name: "keep_accents", type: .choice(["auto", "true", "false"]), standard: "auto",
                purpose: "whether accents stay; auto: as the tokenizer's files say", readers: Self.openingTokenizers)
        case .maxLength:
            OptionRule(
                name: "max_length", type: .int(0...Self.largest), standard: "0",
                purpose: "most pieces per sequence, special tokens included; 0: no limit besides the model's",
                readers: Self.tokenizing + Self.encoding + ["albert_sentence_order"])
        case .truncation:
            OptionRule(
                name: "truncation", type: .choice(["off", "longest_first", "only_first", "only_second"]), standard: "",
                purpose: "which text of a pair is cut to max_length; unset: longest_first where max_length is set",
                readers: Self.tokenizing)
        case .truncationSide:
            OptionRule(
                name: "truncation_side", type: .choice(["right", "left"]), standard: "right",
                purpose: "the end of a text at which it is cut", readers: Self.tokenizing + Self.encoding)
        case .stride:
            OptionRule(
                name: "stride", type: .int(0...Self.largest), standard: "0",
                purpose: "pieces that a window of overflow repeats from the one before", readers: Self.tokenizing)
        case .overflow:
            OptionRule(
                name: "overflow", type: .bool, standard: "false",
                purpose: "keep what truncation cuts off as further windows", readers: Self.tokenizing)
        case .specialTokens:
            OptionRule(
                name: "special_tokens", type: .bool, standard: "true", purpose: "add [CLS] and [SEP]",
                readers: Self.tokenizing)
        case .specialText:
            OptionRule(
                name: "special_text", type: .choice(["special", "literal"]), standard: "special",
                purpose: "whether text that spells a special token, such as [MASK], is that token or plain text",
                readers: Self.tokenizing + Self.encoding)
        case .offsets:
            OptionRule(
                name: "offsets", type: .choice(["bytes", "codepoints", "utf16"]), standard: "bytes",
                purpose: "unit of the columns start and end", readers: Self.tokenizing)
        case .skipSpecialTokens:
            OptionRule(
                name: "skip_special_tokens", type: .bool, standard: "false",
                purpose: "leave special tokens out of the text", readers: ["albert_detokenize"])
        case .pooling:
            OptionRule(
                name: "pooling", type: .choice(["mean", "cls", "max", "pooler"]), standard: "mean",
                purpose: "how a text's hidden vectors become one", readers: Self.encoding)
        case .normalize:
            OptionRule(
                name: "normalize", type: .bool, standard: "false", purpose: "scale vectors to length 1",
                readers: Self.encoding)
        case .outputs:
            OptionRule(
                name: "outputs",
                type: .choices(["hidden", "hidden_states", "attentions", "pooled", "mlm_logits", "sop_logits"]),
                standard: "hidden", purpose: "columns of the result", readers: ["albert_forward"])
        case .topK:
            OptionRule(
                name: "top_k", type: .int(1...Self.largest), standard: "5",
                purpose: "answers per mask, at most as many as there are candidates", readers: ["albert_fill_mask"])
        case .targets:
            OptionRule(
                name: "targets", type: .text(limit: 16 << 20), standard: "",
                purpose: "pieces or words, one per line: only these are considered; unset: the whole vocabulary",
                readers: ["albert_fill_mask"])
        }
    }

    /// The table, made once: keys are looked up in it by every set.
    static let rules: [OptionRule] = allCases.map(\.rule)

    var name: String { "\(Self.rules[rawValue].name)" }
}
