// Losses of rows of logits and their gradients: forwards and backwards in one go, because nothing lies between.
import Glibc

/// What a batch's losses add up to before they are averaged, in double precision, and what of it was right.
struct LossSum: Equatable, Sendable {
    var sum = 0.0
    /// What the sum is divided by: labelled rows, or numbers.
    var count = 0
    /// Rows whose best logit was the label's; of regression none.
    var correct = 0

    var mean: Double { count == 0 ? 0 : sum / Double(count) }

    static func += (left: inout LossSum, right: LossSum) {
        left.sum += right.sum
        left.count += right.count
        left.correct += right.correct
    }
}

/// The losses of a batch or of a step: each part is averaged by itself, and the parts are added.
struct LossReport: Equatable, Sendable {
    /// Of masked pieces, of the order of segments, and of a task's own labels.
    var pieces = LossSum()
    var orders = LossSum()
    var task = LossSum()

    /// The sum of the parts' means; 0 where nothing was labelled.
    var loss: Double { pieces.mean + orders.mean + task.mean }

    static func += (left: inout LossReport, right: LossReport) {
        left.pieces += right.pieces
        left.orders += right.orders
        left.task += right.task
    }
}

/// How many labels the parts of a step have: what their sums are divided by, known before the first micro-batch.
struct LabelCounts: Equatable, Sendable {
    var pieces = 0
    var orders = 0
    var task = 0

    static func += (left: inout LabelCounts, right: LabelCounts) {
        left.pieces += right.pieces
        left.orders += right.orders
        left.task += right.task
    }
}

extension Kernels {
    /// -log softmax(logits)[label]. The logits become the gradient times `factor`; without one they stay.
    func crossEntropy(
        _ logits: UnsafeMutablePointer<Float>, count: Int, label: Int, factor: Float?
    ) -> LossSum {
        let loss = Double(logSumExp(logits, count: count)) - Double(logits[label])
        let best = logits[label]
        var isBest = true
        for other in 0..<count where logits[other] > best || (logits[other] == best && other < label) {
            isBest = false
            break
        }
        if let factor {
            softmax(logits, count: count)
            logits[label] -= 1
            scale(logits, by: factor, count: count)
        }
        return LossSum(sum: loss, count: 1, correct: isBest ? 1 : 0)
    }

    /// Binary cross entropy of each logit's sigmoid, as max(x, 0) - x t + log(1 + exp(-|x|)).
    func binaryCrossEntropy(
        _ logits: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, factor: Float?
    ) -> LossSum {
        var result = LossSum()
        for index in 0..<count {
            let x = Double(logits[index])
            let target = Double(targets[index])
            let falling = exp(-abs(x))
            result += LossSum(
                sum: max(x, 0) - x * target + log1p(falling), count: 1,
                correct: (x > 0) == (target > 0.5) ? 1 : 0)
            if let factor {
                let sigmoid = x >= 0 ? 1 / (1 + falling) : falling / (1 + falling)
                logits[index] = Float(sigmoid - target) * factor
            }
        }
        return result
    }

    /// The square of the difference.
    func squaredError(
        _ outputs: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, factor: Float?
    ) -> LossSum {
        var result = LossSum()
        for index in 0..<count {
            let difference = Double(outputs[index]) - Double(targets[index])
            result += LossSum(sum: difference * difference, count: 1)
            if let factor { outputs[index] = Float(2 * difference) * factor }
        }
        return result
    }
}
