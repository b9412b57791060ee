// From logits to scores. In double precision: the last rounding is the only one that shows.
import Glibc

/// How a classifier's logits become scores.
public enum ScoreFunction: Sendable {
    /// Probabilities of labels of which one is right.
    case softmax
    /// Each label's own probability.
    case sigmoid
    /// The logits themselves.
    case none

    /// What a model was trained for (transformers' rule): regression gives numbers, several labels at once and a single label
    /// probabilities of their own.
    init(problemType: String?, labelCount: Int) {
        switch problemType {
        case "regression": self = .none
        case "multi_label_classification": self = .sigmoid
        default: self = labelCount == 1 ? .sigmoid : .softmax
        }
    }

    func scores(_ logits: UnsafeBufferPointer<Float>) -> [Float] {
        switch self {
        case .softmax: probabilities(logits.map { Double($0) }).map { Float($0) }
        case .sigmoid: logits.map { Float(1 / (1 + exp(-Double($0)))) }
        case .none: Array(logits)
        }
    }
}

/// Probabilities; of no logits, none.
func probabilities(_ logits: [Double]) -> [Double] {
    guard let largest = logits.max() else { return [] }
    let powers = logits.map { exp($0 - largest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
}
