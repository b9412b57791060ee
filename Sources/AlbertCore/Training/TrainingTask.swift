// What a model can be trained for: which heads that takes, and which of transformers' classes it then is.

public enum TrainingTask: String, Sendable, CaseIterable {
    /// Masked pieces and the order of segments.
    case pretraining
    case maskedLanguage = "masked-lm"
    /// One of several labels per sequence, a number, or any of several labels.
    case classification
    case regression
    case multiLabel = "multi-label"
    case tagging
    case answering
    case choosing

    var architecture: String {
        switch self {
        case .pretraining: "AlbertForPreTraining"
        case .maskedLanguage: "AlbertForMaskedLM"
        case .classification, .regression, .multiLabel: TaskHead.Kind.classes.rawValue
        case .tagging: TaskHead.Kind.tags.rawValue
        case .answering: TaskHead.Kind.spans.rawValue
        case .choosing: TaskHead.Kind.choice.rawValue
        }
    }

    /// `problem_type` of config.json.
    var problemType: String? {
        switch self {
        case .classification: "single_label_classification"
        case .regression: "regression"
        case .multiLabel: "multi_label_classification"
        default: nil
        }
    }

    var head: TaskHead.Kind? {
        switch self {
        case .pretraining, .maskedLanguage: nil
        case .classification, .regression, .multiLabel: .classes
        case .tagging: .tags
        case .answering: .spans
        case .choosing: .choice
        }
    }

    var readsPieces: Bool { self == .pretraining || self == .maskedLanguage }
    var readsPooled: Bool { self == .pretraining || head?.readsPooled == true }
}

extension TrainingLabels {
    /// The labels of a task from the arrays that bring them; throws where one is missing or one too many.
    init(
        _ task: TrainingTask, labels: UnsafeBufferPointer<Int32>?, secondLabels: UnsafeBufferPointer<Int32>?,
        targets: UnsafeBufferPointer<Float>?
    ) throws(AlbertError) {
        func refuse(_ name: String, _ isThere: Bool) throws(AlbertError) {
            if isThere { throw AlbertError(.argument, at: name, "\(task.rawValue) has none") }
        }
        func require<Element>(
            _ values: UnsafeBufferPointer<Element>?, _ name: String
        ) throws(AlbertError) -> UnsafeBufferPointer<Element> {
            guard let values else { throw AlbertError(.argument, at: name, "is NULL, but \(task.rawValue) needs it") }
            return values
        }
        let isNumeric = task == .regression || task == .multiLabel
        if isNumeric { try refuse("labels", labels != nil) } else { try refuse("targets", targets != nil) }
        switch task {
        case .pretraining: self = .pretraining(pieces: labels, orders: secondLabels)
        case .answering:
            self = .spans(starts: try require(labels, "labels"), ends: try require(secondLabels, "second_labels"))
        case .choosing:
            self = .choices(
                counts: try require(secondLabels, "second_labels"), right: try require(labels, "labels"))
        default:
            try refuse("second_labels", secondLabels != nil)
            switch task {
            case .maskedLanguage: self = .pretraining(pieces: try require(labels, "labels"), orders: nil)
            case .tagging: self = .tags(try require(labels, "labels"))
            case .classification: self = .classes(try require(labels, "labels"))
            default: self = .targets(try require(targets, "targets"))
            }
        }
    }
}
