import Foundation
import Testing

@testable import AlbertCore

@Suite("a loss")
struct LossesTests {
    /// log(sum(exp(logits))) in double precision.
    private func logSumExp(_ logits: [Float]) -> Double {
        let top = logits.map { Double($0) }.max() ?? 0
        return top + log(logits.reduce(0) { $0 + exp(Double($1) - top) })
    }

    private func crossEntropy(_ logits: [Float], _ label: Int, factor: Float?) throws -> (LossSum, [Float]) {
        var values = logits
        let loss = try Kernels.chosen().crossEntropy(&values, count: logits.count, label: label, factor: factor)
        return (loss, values)
    }

    @Test("by cross entropy, and its gradient, agree with double precision at every size and label")
    func crossEntropy() throws {
        var random = SeededRandom(seed: 3)
        for count in [1, 2, 3, 15, 16, 17, 100, 30_000] {
            for size in [1, 10, 50] as [Float] {
                let logits = random.floats(count).map { $0 * size }
                let total = logSumExp(logits)
                for label in Set([0, count / 2, count - 1]) {
                    let (loss, gradient) = try crossEntropy(logits, label, factor: 0.25)
                    #expect(abs(loss.sum - (total - Double(logits[label]))) < 1e-6 * Double(size + 4))
                    #expect(loss.count == 1)
                    for (index, found) in gradient.enumerated() {
                        let weight = exp(Double(logits[index]) - total)
                        #expect(abs(Double(found) - 0.25 * (weight - (index == label ? 1 : 0))) < 2e-7)
                    }
                    let (same, untouched) = try crossEntropy(logits, label, factor: nil)
                    #expect(same == loss && untouched == logits)
                }
            }
        }
    }

    @Test("by cross entropy survives logits of ten thousand, and NaN stays NaN")
    func extremeLogits() throws {
        var (loss, gradient) = try crossEntropy([1e4, -1e4, 0], 0, factor: 1)
        #expect(loss.sum == 0 && gradient == [0, 0, 0])
        (loss, gradient) = try crossEntropy([1e4, -1e4, 0], 1, factor: 1)
        #expect(loss.sum == 2e4 && gradient == [1, -1, 0])
        (loss, gradient) = try crossEntropy([-1e4, -1e4, -1e4, -1e4], 2, factor: 2)
        #expect(abs(loss.sum - log(4)) < 1e-3 && gradient == [0.5, 0.5, -1.5, 0.5])
        (loss, gradient) = try crossEntropy([1, .nan, 2], 0, factor: 1)
        #expect(loss.sum.isNaN && gradient.allSatisfy { $0.isNaN })
    }

    @Test("by cross entropy counts as right the first of the best logits, as argmax does")
    func ties() throws {
        func isRight(_ logits: [Float], _ label: Int) throws -> Bool {
            try crossEntropy(logits, label, factor: 1).0.correct == 1
        }
        for label in 0..<3 { #expect(try isRight([2, 2, 2], label) == (label == 0)) }
        for label in 0..<4 { #expect(try isRight([1, 3, 3, 2], label) == (label == 1)) }
        for label in 0..<3 { #expect(try isRight([-5, -4, -6], label) == (label == 1)) }
        #expect(try isRight([0.0, -0.0], 0) && !isRight([0.0, -0.0], 1))
    }

    private func binary(_ logits: [Float], _ targets: [Float], factor: Float?) throws -> (LossSum, [Float]) {
        var values = logits
        let loss = try Kernels.chosen().binaryCrossEntropy(
            &values, count: logits.count, targets: targets, factor: factor)
        return (loss, values)
    }

    @Test("by binary cross entropy, and its gradient, agree with -t log(s) - (1 - t) log(1 - s)")
    func binaryCrossEntropy() throws {
        var random = SeededRandom(seed: 4)
        let logits = random.floats(200).map { $0 * 12 }
        let targets = (0..<200).map { [0, 1, 0.25, 0.5, 0.9][$0 % 5] as Float }
        let (loss, gradient) = try binary(logits, targets, factor: 0.5)
        var sum = 0.0
        for index in 0..<200 {
            let (x, t) = (Double(logits[index]), Double(targets[index]))
            let (s, other) = (1 / (1 + exp(-x)), 1 / (1 + exp(x)))
            sum -= t * log(s) + (1 - t) * log(other)
            #expect(abs(Double(gradient[index]) - 0.5 * (s - t)) < 1e-7)
        }
        #expect(abs(loss.sum - sum) < 1e-10 * sum && loss.count == 200)
        #expect(loss.correct == zip(logits, targets).filter { ($0 > 0) == ($1 > 0.5) }.count)
        let (same, untouched) = try binary(logits, targets, factor: nil)
        #expect(same == loss && untouched == logits)
    }

    @Test("by binary cross entropy survives logits of ten thousand, and takes zero for no")
    func extremeBinary() throws {
        var (loss, gradient) = try binary([1e4, -1e4], [1, 0], factor: 1)
        #expect(loss == LossSum(sum: 0, count: 2, correct: 2) && gradient == [0, 0])
        (loss, gradient) = try binary([1e4, -1e4], [0, 1], factor: 1)
        #expect(loss == LossSum(sum: 2e4, count: 2, correct: 0) && gradient == [1, -1])
        (loss, gradient) = try binary([0, 0], [0, 1], factor: 1)
        #expect(abs(loss.sum - 2 * log(2)) < 1e-15 && loss.correct == 1 && gradient == [0.5, -0.5])
        (loss, gradient) = try binary([.nan, 1], [0, 1], factor: 1)
        #expect(loss.sum.isNaN && gradient[0].isNaN && !gradient[1].isNaN)
        #expect(try binary([], [], factor: 1).0 == LossSum())
    }

    @Test("by squared error, and its gradient, are exact where floats are")
    func squaredError() throws {
        func run(_ outputs: [Float], _ targets: [Float], factor: Float?) throws -> (LossSum, [Float]) {
            var values = outputs
            let loss = try Kernels.chosen().squaredError(
                &values, count: outputs.count, targets: targets, factor: factor)
            return (loss, values)
        }
        let (loss, gradient) = try run([1, -2, 0.5, 1e4], [3, -2, 0, -1e4], factor: 0.5)
        #expect(loss == LossSum(sum: 4 + 0.25 + 4e8, count: 4, correct: 0))
        #expect(gradient == [-2, 0, 0.5, 2e4])
        // Of near numbers the difference is not rounded before it is squared.
        let near = try run([1], [1 - 0x1p-24], factor: nil)
        #expect(near.0.sum == 0x1p-48 && near.1 == [1])
        var random = SeededRandom(seed: 6)
        let (outputs, targets) = (random.floats(50), random.floats(50))
        let (sum, slopes) = try run(outputs, targets, factor: 0.1)
        let expected = zip(outputs, targets).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        #expect(abs(sum.sum - expected) < 1e-12)
        for index in 0..<50 {
            #expect(abs(Double(slopes[index]) - 0.2 * (Double(outputs[index]) - Double(targets[index]))) < 5e-8)
        }
    }

    @Test("is an average over what was labelled, part by part, and 0 where nothing was")
    func sums() {
        #expect(LossSum().mean == 0 && LossReport().loss == 0)
        var report = LossReport()
        report += LossReport(
            pieces: LossSum(sum: 6, count: 3, correct: 1), orders: LossSum(sum: 1, count: 2, correct: 2))
        report += LossReport(pieces: LossSum(sum: 2, count: 1, correct: 1), task: LossSum(sum: 5, count: 4))
        #expect(report.pieces == LossSum(sum: 8, count: 4, correct: 2))
        #expect(report.orders == LossSum(sum: 1, count: 2, correct: 2))
        #expect(report.loss == 2 + 0.5 + 1.25)
        var counts = LabelCounts(pieces: 1, orders: 2, task: 3)
        counts += LabelCounts(pieces: 10, orders: 20, task: 30)
        #expect(counts == LabelCounts(pieces: 11, orders: 22, task: 33))
    }

    @Test("of rows are added up in order, whichever thread computes them")
    func rows() {
        // Sums that rounding changes with the order.
        func loss(_ row: Int) -> LossSum {
            LossSum(sum: [1e16, 1, -1e16, 0.1][row % 4], count: 1, correct: row % 2)
        }
        let expected = (0..<101).map(loss).reduce(into: LossSum()) { $0 += $1 }
        for threads in [1, 2, 5] { #expect(lossesOfRows(101, threads: threads, loss) == expected) }
        #expect(lossesOfRows(0, threads: 2, loss) == LossSum())
    }
}
