// AdamW and LAMB over the flat arrays (ALBERT.md 6.2). Every tensor has its own sums, in one order, whatever the threads.
import Glibc

public struct OptimizerSettings: Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// As ALBERT was fine-tuned: moments are not corrected for starting at zero.
        case adamw
        /// PyTorch's: moments are corrected, epsilon is added to the corrected root.
        case adamwTorch = "adamw-torch"
        /// As ALBERT was pre-trained: each tensor's update is scaled to the norm of its weights.
        case lamb
    }

    public var kind = Kind.adamwTorch
    public var beta1 = 0.9
    public var beta2 = 0.999
    /// nil: 1e-8 for PyTorch's form, 1e-6 for the others.
    public var epsilon: Double?
    public var weightDecay = 0.0

    public init() {}

    func validate() throws(AlbertError) {
        for (name, value) in [("beta1", beta1), ("beta2", beta2)] where !(value >= 0 && value < 1) {
            throw AlbertError(.argument, at: name, "\(value) is not from 0 to below 1")
        }
        if let epsilon, !(epsilon > 0 && epsilon <= 1) {
            throw AlbertError(.argument, at: "epsilon", "\(epsilon) is not above 0 and at most 1")
        }
        guard weightDecay >= 0, weightDecay <= 1 else {
            throw AlbertError(.argument, at: "weight_decay", "\(weightDecay) is not from 0 to 1")
        }
    }

    /// The constants of step `step`, counted from 1.
    func constants(step: Int, gradientFactor: Float, isDecayed: Bool) -> AdamConstants {
        let corrects = kind == .adamwTorch
        return AdamConstants(
            beta1: beta1, beta2: beta2, gradientFactor: gradientFactor,
            mFactor: corrects ? 1 / (1 - pow(beta1, Double(step))) : 1,
            vFactor: corrects ? 1 / (1 - pow(beta2, Double(step))) : 1,
            epsilon: epsilon ?? (corrects ? 1e-8 : 1e-6), decay: isDecayed ? weightDecay : 0)
    }
}

/// What an optimizer remembers between steps.
final class OptimizerState {
    /// Steps done.
    var step = 0
    /// Running means of gradients and of their squares.
    let m: Buffer<Float>
    let v: Buffer<Float>

    init(count: Int) throws(AlbertError) {
        m = try Buffer(zeroCount: count)
        v = try Buffer(zeroCount: count)
    }
}

/// Elements that one task works on, and whose squares are summed together.
private let elementsPerTask = 1 << 15
/// Gradients of a larger norm are taken for overflow: their squares would not fit a float.
private let largestNorm = 1e18

struct OptimizerUpdate {
    let kernels: Kernels
    let table: ParameterTable
    let settings: OptimizerSettings
    let threads: Int

    /// The norm of all gradients. Throws, naming the tensor, where one is NaN, infinite or beyond all measure.
    func gradientNorm(_ parameters: ArraySlice<Parameter>, step: Int) throws(AlbertError) -> Double {
        var total = 0.0
        for parameter in parameters {
            let sum = squareSum(table.gradients.baseAddress, parameter.range)
            guard sum.isFinite, sum.squareRoot() < largestNorm else {
                throw AlbertError(
                    .numeric, at: parameter.name,
                    "the gradient of step \(step) is not finite: its norm is \(sum.squareRoot())")
            }
            total += sum
        }
        return total.squareRoot()
    }

    /// One update. Gradients become directions.
    func apply(
        _ parameters: ArraySlice<Parameter>, _ state: OptimizerState, rate: Double, gradientFactor: Float
    ) {
        let (m, v) = (state.m.base, state.v.base)
        for parameter in parameters {
            guard let values = table.values.baseAddress, let gradients = table.gradients.baseAddress else { return }
            let constants = settings.constants(
                step: state.step + 1, gradientFactor: gradientFactor, isDecayed: parameter.isDecayed)
            let job = UpdateJob(values: values, gradients: gradients, m: m, v: v)
            forEachRun(parameter.range) { run in
                kernels.adapt(
                    constants, count: run.count, weights: job.values + run.lowerBound,
                    gradient: job.gradients + run.lowerBound, m: job.m + run.lowerBound, v: job.v + run.lowerBound)
            }
            let factor = Float(-rate * ratio(parameter))
            forEachRun(parameter.range) { run in
                kernels.add(
                    job.gradients + run.lowerBound, times: factor, to: job.values + run.lowerBound, count: run.count)
            }
        }
    }

    /// LAMB's: the norm of the weights over that of the direction; 1 where either is 0, and for what is not decayed.
    private func ratio(_ parameter: Parameter) -> Double {
        guard settings.kind == .lamb, parameter.isDecayed else { return 1 }
        let weights = squareSum(table.values.baseAddress, parameter.range).squareRoot()
        let direction = squareSum(table.gradients.baseAddress, parameter.range).squareRoot()
        return weights > 0 && direction > 0 ? weights / direction : 1
    }

    private func forEachRun(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        let count = (range.count + elementsPerTask - 1) / elementsPerTask
        runTasks(count, threads: threads) { task, _ in
            let start = range.lowerBound + task * elementsPerTask
            body(start..<min(start + elementsPerTask, range.upperBound))
        }
    }

    /// Of values in double precision, task by task.
    private func squareSum(_ values: UnsafeMutablePointer<Float>?, _ range: Range<Int>) -> Double {
        guard let values, !range.isEmpty else { return 0 }
        let source = SquareSource(values: values)
        let count = (range.count + elementsPerTask - 1) / elementsPerTask
        var sums = [Double](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            let target = SquareSums(base: sums.baseAddress)
            runTasks(count, threads: threads) { task, _ in
                let start = range.lowerBound + task * elementsPerTask
                let end = min(start + elementsPerTask, range.upperBound)
                target.base?[task] = kernels.squareSumInPieces(source.values + start, count: end - start)
            }
        }
        return sums.reduce(0, +)
    }
}

private struct UpdateJob: @unchecked Sendable {
    let values: UnsafeMutablePointer<Float>
    let gradients: UnsafeMutablePointer<Float>
    let m: UnsafeMutablePointer<Float>
    let v: UnsafeMutablePointer<Float>
}

private struct SquareSource: @unchecked Sendable { let values: UnsafeMutablePointer<Float> }
private struct SquareSums: @unchecked Sendable { let base: UnsafeMutablePointer<Double>? }

extension Kernels {
    /// Of short pieces in float, and of those in double: neither is lost among many.
    fileprivate func squareSumInPieces(_ values: UnsafePointer<Float>, count: Int) -> Double {
        var sum = 0.0
        for start in stride(from: 0, to: count, by: 256) {
            sum += Double(squareSum(values + start, count: min(256, count - start)))
        }
        return sum
    }
}
