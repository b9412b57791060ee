// Every key that an options object knows: its type, default and range, what it does and who reads it. What is refused, what
// albert_options_describe prints and what functions read all come from this table.

/// A key. The raw value is its place in a bag.
enum OptionKey: Int, CaseIterable {
    case threads, dtype, weightsCheck, compat, lowerCase, keepAccents
    case maxLength, truncation, truncationSide, stride, overflow, specialTokens, specialText, offsets
    case skipSpecialTokens, pooling, normalize, longText, memoryBudget, outputs, layers, topK, targets
    case keepOrder, function, template, multiLabel, entailmentLabel, contradictionLabel
    case aggregation, ignoreLabels, maxAnswerLength, impossible, alignment, comparable
    case seed, textFormat, shortRate, passes, portion, masking, maskRate, longestGram, maxPredictions
    case task, labels, optimizer, learningRate, schedule, steps, warmupSteps, power, beta1, beta2, epsilon, weightDecay
    case clipNorm, hiddenDropout, attentionDropout, classifierDropout, dropoutSites, freezeEncoder, recompute
    case tokensAtOnce, tokenizer
}

/// What a key takes.
enum OptionType {
    case int(ClosedRange<Int64>)
    case real(ClosedRange<Double>)
    case bool
    /// One of these words. Where "true" and "false" are among them, 1 and 0 are understood too.
    case choice([StaticString])
    /// Some of these words, separated by commas.
    case choices([StaticString])
    /// Any text up to this many bytes.
    case text(limit: Int)
    /// Up to this many whole numbers, separated by commas.
    case integers(limit: Int)
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
    private static let encoding: [StaticString] = [
        "albert_encode", "albert_encode_arrow", "albert_similarity", "albert_rank",
    ]
    private static let judging: [StaticString] = [
        "albert_sentence_order_batch", "albert_order_sentences", "albert_classify", "albert_zero_shot", "albert_choose",
        "albert_tag", "albert_answer",
    ]
    private static let opening: [StaticString] = ["albert_model_open", "albert_model_open_memory"]
    static let training: [StaticString] = ["albert_trainer_open", "albert_trainer_open_new"]
    private static let openingTokenizers: [StaticString] =
        ["albert_tokenizer_open", "albert_tokenizer_open_memory"] + opening

    var rule: OptionRule {
        switch self {
        case .threads:
            OptionRule(
                name: "threads", type: .int(0...1024), standard: "0",
                purpose: "threads of a call, or for a model the threads of its calls that do not say; 0: the default",
                readers: Self.opening + Self.encoding + Self.judging + Self.training
                    + [
                        "albert_forward", "albert_fill_mask", "albert_sentence_order", "albert_tokenize_batch",
                        "albert_pretraining_data_write",
                    ])
        case .dtype:
            OptionRule(
                name: "dtype", type: .choice(["f32", "bf16", "int8"]), standard: "f32",
                purpose: "number format of weights and products; bf16 and int8 are smaller, faster and less exact",
                readers: Self.opening + Self.training)
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
                purpose:
                    "most pieces per sequence or window, special tokens included; 0: the model's limit, for albert_answer at most 384, for albert_pretraining_data_write 512, for albert_tokenize none",
                readers: Self.tokenizing + Self.encoding + Self.judging
                    + ["albert_sentence_order", "albert_pretraining_data_write"])
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
                name: "stride", type: .int(0...Self.largest), standard: "",
                purpose:
                    "pieces that a window repeats from the one before; unset: 0, for albert_tag a quarter of a window, for albert_answer 128 or half",
                readers: Self.tokenizing + Self.encoding + ["albert_tag", "albert_answer"])
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
                readers: Self.tokenizing + Self.encoding + Self.judging + ["albert_sentence_order"])
        case .offsets:
            OptionRule(
                name: "offsets", type: .choice(["bytes", "codepoints", "utf16"]), standard: "bytes",
                purpose: "unit of the columns start and end",
                readers: Self.tokenizing + ["albert_tag", "albert_answer"])
        case .skipSpecialTokens:
            OptionRule(
                name: "skip_special_tokens", type: .bool, standard: "false",
                purpose: "leave special tokens out of the text", readers: ["albert_detokenize"])
        case .pooling:
            OptionRule(
                name: "pooling", type: .choice(["mean", "cls", "max", "pooler"]), standard: "",
                purpose: "how a text's hidden vectors become one; unset: as the model's files say, else mean",
                readers: Self.encoding)
        case .normalize:
            OptionRule(
                name: "normalize", type: .bool, standard: "",
                purpose: "scale vectors to length 1; unset: as the model's files say, else false",
                readers: ["albert_encode", "albert_encode_arrow"])
        case .longText:
            OptionRule(
                name: "long_text", type: .choice(["truncate", "windows"]), standard: "truncate",
                purpose: "what becomes of a text beyond max_length: its end is left out, or windows of it are averaged",
                readers: Self.encoding)
        case .memoryBudget:
            OptionRule(
                name: "memory_budget", type: .int(0...1 << 20), standard: "0",
                purpose: "most megabytes of scratch memory for a call; 0: what is fastest", readers: Self.encoding)
        case .outputs:
            OptionRule(
                name: "outputs",
                type: .choices([
                    "hidden", "hidden_states", "attentions", "pooled", "mlm_logits", "sop_logits", "class_logits",
                    "choice_logits", "tag_logits", "span_logits",
                ]),
                standard: "hidden", purpose: "columns of the result", readers: ["albert_forward"])
        case .layers:
            OptionRule(
                name: "layers", type: .integers(limit: 1024), standard: "",
                purpose:
                    "hidden_states wanted, in this order: 0 is the first layer's input, n layer n's output, -1 the last; unset: all",
                readers: ["albert_forward"])
        case .topK:
            OptionRule(
                name: "top_k", type: .int(1...Self.largest), standard: "",
                purpose:
                    "most answers per mask, text or question; unset: 5 for albert_fill_mask, 1 for albert_classify and albert_answer, all for albert_rank",
                readers: ["albert_fill_mask", "albert_classify", "albert_answer", "albert_rank"])
        case .targets:
            OptionRule(
                name: "targets", type: .text(limit: 16 << 20), standard: "",
                purpose: "pieces or words, one per line: only these are considered; unset: the whole vocabulary",
                readers: ["albert_fill_mask"])
        case .keepOrder:
            OptionRule(
                name: "keep_order", type: .bool, standard: "false",
                purpose: "judge the given order instead of looking for the best", readers: ["albert_order_sentences"])
        case .function:
            OptionRule(
                name: "function", type: .choice(["softmax", "sigmoid", "none"]), standard: "",
                purpose: "how logits become scores; unset: as the model's problem_type says",
                readers: ["albert_classify"])
        case .template:
            OptionRule(
                name: "template", type: .text(limit: 1 << 20), standard: "This example is {}.",
                purpose: "the sentence that a text is tested for, each {} being the label",
                readers: ["albert_zero_shot"])
        case .multiLabel:
            OptionRule(
                name: "multi_label", type: .bool, standard: "false",
                purpose: "score each label on its own; else the scores of all labels add up to 1",
                readers: ["albert_zero_shot"])
        case .entailmentLabel:
            OptionRule(
                name: "entailment_label", type: .text(limit: 1 << 16), standard: "",
                purpose: "the model's label for entailment; unset: the one that begins with entail",
                readers: ["albert_zero_shot"])
        case .contradictionLabel:
            OptionRule(
                name: "contradiction_label", type: .text(limit: 1 << 16), standard: "",
                purpose: "the model's label for contradiction; unset: the one that begins with contradict",
                readers: ["albert_zero_shot"])
        case .aggregation:
            OptionRule(
                name: "aggregation", type: .choice(["none", "simple", "first", "average", "max"]), standard: "simple",
                purpose: "whether pieces are put together to entities, and how a word gets its label",
                readers: ["albert_tag"])
        case .ignoreLabels:
            OptionRule(
                name: "ignore_labels", type: .text(limit: 1 << 20), standard: "O",
                purpose: "labels that are left out, one per line", readers: ["albert_tag"])
        case .maxAnswerLength:
            OptionRule(
                name: "max_answer_length", type: .int(1...Self.largest), standard: "15",
                purpose: "most pieces of an answer", readers: ["albert_answer"])
        case .impossible:
            OptionRule(
                name: "impossible", type: .bool, standard: "false",
                purpose: "whether there may be no answer: an empty one with a score of its own",
                readers: ["albert_answer"])
        case .alignment:
            OptionRule(
                name: "alignment", type: .choice(["word", "space", "piece"]), standard: "word",
                purpose:
                    "answers grow to whole words without punctuation, to what stands between spaces, or not at all",
                readers: ["albert_answer"])
        case .comparable:
            OptionRule(
                name: "comparable", type: .bool, standard: "false",
                purpose: "one softmax over all windows of a context, so that their scores compare",
                readers: ["albert_answer"])
        case .seed: PretrainingRules.seed
        case .textFormat: PretrainingRules.textFormat
        case .shortRate: PretrainingRules.shortRate
        case .passes: PretrainingRules.passes
        case .portion: PretrainingRules.portion
        case .masking: PretrainingRules.masking
        case .maskRate: PretrainingRules.maskRate
        case .longestGram: PretrainingRules.longestGram
        case .maxPredictions: PretrainingRules.maxPredictions
        default: trainingRule
        }
    }

    /// The table, made once: keys are looked up in it by every set.
    static let rules: [OptionRule] = allCases.map(\.rule)

    var name: String { "\(Self.rules[rawValue].name)" }
}
