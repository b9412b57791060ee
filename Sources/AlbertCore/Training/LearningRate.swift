// The learning rate of each step: warm-up, then a polynomial fall to zero, in both published shapes (ALBERT.md 6.2).
import Glibc

public struct LearningRateSchedule: Equatable, Sendable {
    public enum Shape: String, Sendable, CaseIterable {
        /// The original's: the fall counts from step 0, so that the rate drops onto its curve when warm-up ends.
        case original
        /// transformers': the fall begins where warm-up ends.
        case huggingFace = "hugging-face"
        /// Warm-up, then no fall.
        case constant
    }

    public var shape = Shape.huggingFace
    /// The highest rate.
    public var learningRate = 5e-5
    public var steps = 1
    public var warmupSteps = 0
    public var power = 1.0

    public init() {}

    /// The rate of the step that follows `step` others.
    func rate(step: Int) -> Double {
        if step < warmupSteps { return learningRate * Double(step) / Double(warmupSteps) }
        if shape == .constant { return learningRate }
        if step >= steps { return 0 }
        let first = shape == .original ? 0 : warmupSteps
        return learningRate * pow(1 - Double(step - first) / Double(steps - first), power)
    }

    func validate() throws(AlbertError) {
        // Beyond this no weight keeps a meaning; a rate is a fraction of a weight.
        guard learningRate > 0, learningRate <= 1000 else {
            throw AlbertError(.argument, at: "learning_rate", "\(learningRate) is not above 0 and at most 1000")
        }
        guard steps >= 1 else { throw AlbertError(.argument, at: "steps", "\(steps) is not above 0") }
        guard warmupSteps >= 0, warmupSteps <= steps else {
            throw AlbertError(.argument, at: "warmup_steps", "\(warmupSteps) is not in 0 to steps, which is \(steps)")
        }
        guard power > 0, power.isFinite else {
            throw AlbertError(.argument, at: "power", "\(power) is not a number above 0")
        }
    }
}
