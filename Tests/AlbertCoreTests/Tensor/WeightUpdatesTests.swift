import Testing

@testable import AlbertCore

@Suite("what an optimizer does to each weight")
struct WeightUpdatesTests {
    @Test("is Adam's direction, with the constants in their places")
    func adapt() throws {
        let kernels = try Kernels.chosen()
        var random = SeededRandom(seed: 4)
        let count = 53
        let weights = random.floats(count)
        let (given, before) = (random.floats(count), random.floats(count))
        let squares = random.floats(count).map { $0 * $0 }
        // Different ones each, so that none can stand for another.
        let (beta1, beta2, factor, mFactor, vFactor, epsilon, decay) = (0.8, 0.95, 0.5, 3.0, 7.0, 0.125, 0.3)
        let constants = AdamConstants(
            beta1: beta1, beta2: beta2, gradientFactor: Float(factor), mFactor: mFactor, vFactor: vFactor,
            epsilon: epsilon, decay: decay)
        var (gradient, m, v) = (given, before, squares)
        kernels.adapt(constants, count: count, weights: weights, gradient: &gradient, m: &m, v: &v)
        for i in 0..<count {
            let g = Double(given[i]) * factor
            let first = beta1 * Double(before[i]) + (1 - beta1) * g
            let second = beta2 * Double(squares[i]) + (1 - beta2) * g * g
            let direction = first * mFactor / ((second * vFactor).squareRoot() + epsilon) + decay * Double(weights[i])
            #expect(abs(Double(m[i]) - first) < 2e-7)
            #expect(abs(Double(v[i]) - second) < 2e-7)
            #expect(abs(Double(gradient[i]) - direction) < 3e-6)
        }
    }

    @Test("takes one minus beta from double precision: a gradient of one gives a moment of exactly that")
    func exactConstants() throws {
        let kernels = try Kernels.chosen()
        let constants = AdamConstants(
            beta1: 0.9, beta2: 0.999, gradientFactor: 1, mFactor: 1, vFactor: 1, epsilon: 1e-6, decay: 0)
        var (gradient, m, v): ([Float], [Float], [Float]) = ([1], [0], [0])
        kernels.adapt(constants, count: 1, weights: [5], gradient: &gradient, m: &m, v: &v)
        #expect(m == [Float(1 - 0.9)] && v == [Float(1 - 0.999)])
        #expect(v != [1 - Float(0.999)])
    }

    @Test("leaves out what a mask says, counted from a place, and multiplies the rest")
    func drop() throws {
        let kernels = try Kernels.chosen()
        func dropped(_ count: Int, first: Int) -> [Float] {
            var values = [Float](repeating: 3, count: count)
            kernels.drop(&values, count: count, key: 17, first: first, threshold: 1 << 30, factor: 4)
            return values
        }
        let whole = dropped(400, first: 1000)
        #expect(whole.allSatisfy { $0 == 0 || $0 == 12 })
        #expect((60...140).contains(whole.filter { $0 == 0 }.count))
        #expect(dropped(399, first: 1001) == Array(whole.dropFirst()))
        #expect(dropped(400, first: 0) != whole)
    }
}
