// What an optimizer does to each weight by itself.
import CAlbert

/// The constants of one step of Adam; formulas beside `adapt` in kernels.h.
struct AdamConstants: Sendable {
    fileprivate var kernels: albert_adaptation

    /// The factors of m and v correct the moments for having started at zero; 1 leaves them.
    init(
        beta1: Double, beta2: Double, gradientFactor: Float, mFactor: Double, vFactor: Double, epsilon: Double,
        decay: Double
    ) {
        kernels = albert_adaptation(
            kept1: Float(beta1), added1: Float(1 - beta1), kept2: Float(beta2), added2: Float(1 - beta2),
            gradient_factor: gradientFactor, m_factor: Float(mFactor), v_factor: Float(vFactor),
            epsilon: Float(epsilon), decay: Float(decay))
    }
}

extension Kernels {
    /// Updates both moments; `gradient` becomes the direction in which the weights go, downhill where it is subtracted.
    func adapt(
        _ constants: AdamConstants, count: Int, weights: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>,
        m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: constants.kernels) { table.pointee.adapt(count, $0, weights, gradient, m, v) }
    }

    /// Leaves values out as DropoutMask says: `threshold` of 2³² are zeroed, the others multiplied by `factor`.
    func drop(
        _ values: UnsafeMutablePointer<Float>, count: Int, key: UInt64, first: Int, threshold: UInt32, factor: Float
    ) {
        table.pointee.drop(count, key, UInt64(truncatingIfNeeded: first), threshold, factor, values)
    }
}
