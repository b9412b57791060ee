// The keys of albert_trainer_open and albert_trainer_open_new.

extension OptionKey {
    private static let largestCount = Int64(Int32.max)
    private static let probability = 0.0...0.999_999

    /// The rule of a key that only training reads.
    var trainingRule: OptionRule {
        switch self {
        case .task:
            rule(
                "task",
                .choice([
                    "pretraining", "masked-lm", "classification", "regression", "multi-label", "tagging", "answering",
                    "choosing",
                ]), "",
                "what is trained; unset: what the model's head is for, pretraining for a configuration alone")
        case .labels:
            rule(
                "labels", .text(limit: 16 << 20), "",
                "the labels' names, one per line, each once, for a head that begins anew; unset: the model's")
        case .tokenizer:
            OptionRule(
                name: "tokenizer", type: .text(limit: 4_096), standard: "",
                purpose:
                    "a tokenizer's file or directory, of whose pieces examples must be; unset: no more pieces than the model's",
                readers: ["albert_trainer_open_new"])
        case .optimizer:
            rule(
                "optimizer", .choice(["adamw", "adamw-torch", "lamb"]), "adamw-torch",
                "adamw: as ALBERT was fine-tuned, without bias correction; adamw-torch: as PyTorch's; lamb: as ALBERT was pre-trained"
            )
        case .learningRate: rule("learning_rate", .real(1e-30...1000), "5e-05", "the highest learning rate")
        case .schedule:
            rule(
                "schedule", .choice(["hugging-face", "original", "constant"]), "hugging-face",
                "after warm-up the rate falls to zero from there, as if it had fallen from the start, or stays")
        case .steps: rule("steps", .int(1...Self.largestCount), "1000", "steps after which the rate is zero")
        case .warmupSteps:
            rule("warmup_steps", .int(0...Self.largestCount), "0", "steps over which the rate rises; at most steps")
        case .power: rule("power", .real(1e-3...1000), "1", "the exponent of the rate's fall")
        case .beta1: rule("beta1", .real(Self.probability), "0.9", "what the gradients' mean keeps at each step")
        case .beta2: rule("beta2", .real(Self.probability), "0.999", "what the mean of their squares keeps")
        case .epsilon:
            rule(
                "epsilon", .real(1e-30...1), "",
                "what is added to the root of that mean; unset: 1e-8 for adamw-torch, else 1e-6")
        case .weightDecay:
            rule("weight_decay", .real(0...1), "0", "decay of weights, but for biases and layer norms")
        case .clipNorm:
            rule("clip_norm", .real(0...1e15), "1", "the norm to which longer gradients are scaled down; 0: never")
        case .hiddenDropout:
            rule("hidden_dropout", .real(Self.probability), "", "unset: the configuration's hidden_dropout_prob")
        case .attentionDropout:
            rule(
                "attention_dropout", .real(Self.probability), "",
                "unset: the configuration's attention_probs_dropout_prob")
        case .classifierDropout:
            rule(
                "classifier_dropout", .real(Self.probability), "",
                "before the head; unset: the configuration's classifier_dropout_prob, hidden_dropout_prob where that is null"
            )
        case .dropoutSites:
            rule(
                "dropout_sites", .choice(["hugging-face", "original"]), "hugging-face",
                "original: also after the feed-forward network, not before the sentence-order head")
        case .freezeEncoder: rule("freeze_encoder", .bool, "false", "train the heads alone")
        case .recompute:
            rule("recompute", .bool, "false", "keep less and compute it again: a third slower, half the memory")
        default:
            rule(
                "tokens_at_once", .int(1...Self.largestCount), "4096",
                "tokens that are computed together; a larger batch is cut between its sequences")
        }
    }

    private func rule(
        _ name: StaticString, _ type: OptionType, _ standard: StaticString, _ purpose: StaticString
    ) -> OptionRule {
        OptionRule(name: name, type: type, standard: standard, purpose: purpose, readers: Self.training)
    }
}
