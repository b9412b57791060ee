import CAlbert
import Glibc
import Testing

/// An activation, its derivative in double precision, and what that tends to at -infinity and infinity.
private struct Slope: CustomTestStringConvertible, Sendable {
    let number: albert_activation
    let testDescription: String
    let below: Float
    let above: Float
    let value: @Sendable (Double) -> Double
}

private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
private func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

/// (x logistic(z))' for z' = `slope`.
private func gated(_ x: Double, _ z: Double, _ slope: Double) -> Double {
    let falling = logistic(z) * logistic(-z)
    return logistic(z) + (falling == 0 ? 0 : x * falling * slope)
}

private func gelu(_ x: Double) -> Double { normal(x) + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

private let root = 2 * (2 / Double.pi).squareRoot()

private let slopes: [Slope] = [
    Slope(number: ALBERT_ACTIVATION_LINEAR, testDescription: "linear", below: 1, above: 1) { _ in 1 },
    Slope(number: ALBERT_ACTIVATION_GELU_ERF, testDescription: "gelu", below: 0, above: 1, value: gelu),
    Slope(number: ALBERT_ACTIVATION_GELU_TANH, testDescription: "gelu_new", below: 0, above: 1) {
        gated($0, root * ($0 + 0.044715 * $0 * $0 * $0), root * (1 + 3 * 0.044715 * $0 * $0))
    },
    Slope(number: ALBERT_ACTIVATION_GELU_QUICK, testDescription: "quick_gelu", below: 0, above: 1) {
        gated($0, 1.702 * $0, 1.702)
    },
    Slope(number: ALBERT_ACTIVATION_GELU_10, testDescription: "gelu_10", below: 0, above: 0) {
        $0 * normal($0) > 10 ? 0 : gelu($0)
    },
    Slope(number: ALBERT_ACTIVATION_RELU, testDescription: "relu", below: 0, above: 1) { $0 > 0 ? 1 : 0 },
    Slope(number: ALBERT_ACTIVATION_RELU6, testDescription: "relu6", below: 0, above: 0) {
        $0 > 0 && $0 < 6 ? 1 : 0
    },
    Slope(number: ALBERT_ACTIVATION_RELU_SQUARED, testDescription: "relu2", below: 0, above: .infinity) {
        2 * max($0, 0)
    },
    Slope(number: ALBERT_ACTIVATION_SILU, testDescription: "silu", below: 0, above: 1) { gated($0, $0, 1) },
    Slope(number: ALBERT_ACTIVATION_TANH, testDescription: "tanh", below: 0, above: 0) { 1 / (cosh($0) * cosh($0)) },
    Slope(number: ALBERT_ACTIVATION_SIGMOID, testDescription: "sigmoid", below: 0, above: 0) {
        logistic($0) * logistic(-$0)
    },
    Slope(number: ALBERT_ACTIVATION_MISH, testDescription: "mish", below: 0, above: 1) {
        let t = tanh(log1p(exp($0)))
        return t == 1 ? 1 : t + $0 * (1 - t * t) * logistic($0)
    },
]

@Suite("the gradient of an activation")
struct ActivationGradientTests {
    /// A dense sweep, where exponentials run out, where squares overflow, corners and what is beside them, denormal values.
    private static let inputs: [Float] =
        (-40_000...40_000).map { Float($0) / 2_000 } + (1...100).flatMap { [Float($0) * 1e-6, Float($0) * -1e-6] }
        + [20.001, 50, 87, 88, 88.8, 103, 104, 1000, 1e10, 1e18, 2e19, 1e30, 3.4e38].flatMap { [$0, -$0] }
        + [0, -0.0, 1e-40, -1e-40, Float(6).nextDown, 6, Float(6).nextUp, Float(10).nextDown, 10, Float(10).nextUp]

    private func run(_ slope: Slope, _ table: Table, _ x: [Float], _ g: [Float]) -> (values: [Float], gradient: [Float])
    {
        let (values, gradient) = (Guarded(x, atEnd: true), Guarded(g, atEnd: true))
        table.kernels.activate_gradient(slope.number, 1, x.count, values.base, x.count, gradient.base, x.count)
        return (values.array(x.count), gradient.array(x.count))
    }

    @Test(
        "gives the activation's own bits and a slope within 1e-6, or 1e-6 of itself, of the right one",
        arguments: slopes)
    private func accurate(_ slope: Slope) {
        // Of gelu_new, 1 - logistic(z) is rounded to 2^-24, and x z' is 34 where that happens.
        let room = slope.number == ALBERT_ACTIVATION_GELU_TANH ? 2e-6 : 1e-6
        let ones = [Float](repeating: 1, count: Self.inputs.count)
        for table in Table.all {
            let (values, gradient) = run(slope, table, Self.inputs, ones)
            var expected = Self.inputs
            table.kernels.activate(slope.number, 1, expected.count, &expected, 0)
            #expect(values.map(\.bitPattern) == expected.map(\.bitPattern), "\(table.name)")
            var worst = (error: 0.0, at: Float(0))
            for (x, found) in zip(Self.inputs, gradient) {
                let right = slope.value(Double(x))
                // Twice the largest float is none.
                if Float(right) == found { continue }
                let error = abs(Double(found) - right) / max(1, abs(right))
                if !(error <= worst.error) { worst = (error, x) }
            }
            #expect(worst.error <= room, "\(table.name): \(worst)")
        }
    }

    @Test("is the derivative of what `activate` computes, by central differences", arguments: slopes)
    private func differences(_ slope: Slope) {
        // Away from corners; a difference of 2^-6 costs its square times a third derivative of less than 3, and the values'
        // roundings are divided by it.
        let inputs = Self.inputs.filter { x in
            abs(x) < 9 && abs(x) > 0.02 && (slope.number != ALBERT_ACTIVATION_RELU6 || abs(x - 6) > 0.02)
        }
        let step: Float = 0x1p-6
        for table in Table.all {
            let (_, gradient) = run(slope, table, inputs, [Float](repeating: 1, count: inputs.count))
            var (ahead, behind) = (inputs.map { $0 + step }, inputs.map { $0 - step })
            table.kernels.activate(slope.number, 1, ahead.count, &ahead, 0)
            table.kernels.activate(slope.number, 1, behind.count, &behind, 0)
            var worst: Float = 0
            for (index, x) in inputs.enumerated() {
                let distance = (x + step) - (x - step)
                worst = max(worst, abs(gradient[index] - (ahead[index] - behind[index]) / distance))
            }
            #expect(worst < 3e-4, "\(table.name): \(worst)")
        }
    }

    @Test("multiplies the gradient that it gets by the slope, rounded once", arguments: slopes)
    private func factor(_ slope: Slope) {
        var stream = Stream(5)
        let given = stream.floats(Self.inputs.count, scale: 3)
        for table in Table.all {
            let (_, alone) = run(slope, table, Self.inputs, [Float](repeating: 1, count: Self.inputs.count))
            let (_, gradient) = run(slope, table, Self.inputs, given)
            #expect(gradient.map(\.bitPattern) == zip(given, alone).map { ($0 * $1).bitPattern }, "\(table.name)")
        }
    }

    @Test("is NaN for NaN, and its limit at infinities", arguments: slopes)
    private func notFinite(_ slope: Slope) {
        for table in Table.all {
            for count in [1, 15, 16, 17, 33] {
                for place in [0, count / 2, count - 1] {
                    func gradient(_ value: Float, given: Float = 1) -> [Float] {
                        var x = [Float](repeating: 0.5, count: count)
                        x[place] = value
                        return run(slope, table, x, [Float](repeating: given, count: count)).gradient
                    }
                    // A straight line does not look at its values.
                    let isLine = slope.number == ALBERT_ACTIVATION_LINEAR
                    for (index, value) in gradient(.nan).enumerated() {
                        #expect(value.isNaN == (index == place && !isLine))
                    }
                    #expect(gradient(0.5, given: .nan).allSatisfy { $0.isNaN })
                    #expect(gradient(-.infinity)[place] == slope.below, "\(table.name)")
                    #expect(gradient(.infinity)[place] == slope.above, "\(table.name)")
                }
            }
        }
    }

    @Test("has PyTorch's slopes at corners: zero at both ends of relu and relu6, one at the end of gelu_10")
    func corners() {
        let cases: [(albert_activation, Float, Float)] = [
            (ALBERT_ACTIVATION_RELU, 0, 0), (ALBERT_ACTIVATION_RELU, -0.0, 0),
            (ALBERT_ACTIVATION_RELU, .leastNonzeroMagnitude, 1), (ALBERT_ACTIVATION_RELU6, 0, 0),
            (ALBERT_ACTIVATION_RELU6, 6, 0), (ALBERT_ACTIVATION_RELU6, Float(6).nextDown, 1),
            (ALBERT_ACTIVATION_RELU6, .leastNonzeroMagnitude, 1), (ALBERT_ACTIVATION_RELU_SQUARED, 0, 0),
            (ALBERT_ACTIVATION_GELU_10, 10, 1), (ALBERT_ACTIVATION_GELU_10, Float(10).nextUp, 0),
        ]
        for table in Table.all {
            for (number, x, expected) in cases {
                var (value, gradient) = (x, Float(1))
                table.kernels.activate_gradient(number, 1, 1, &value, 1, &gradient, 1)
                #expect(gradient == expected, "\(table.name): activation \(number.rawValue) at \(x)")
            }
        }
    }

    @Test("has the same bits by every fused table", arguments: slopes)
    private func sameBits(_ slope: Slope) {
        let ones = [Float](repeating: 1, count: Self.inputs.count)
        let results = Table.fused.map { run(slope, $0, Self.inputs, ones).gradient.map(\.bitPattern) }
        #expect(Set(results).count <= 1)
    }

    @Test("reaches all rows of a tile and nothing between them", arguments: slopes)
    private func tiles(_ slope: Slope) {
        for table in Table.all {
            for (rows, columns, extra) in [(0, 5, 0), (3, 0, 1), (1, 1, 0), (4, 16, 3), (5, 17, 1), (3, 35, 2)] {
                var stream = Stream(rows * 100 + columns)
                let (x, g) = (stream.floats(rows * columns, scale: 4), stream.floats(rows * columns))
                let (values, gradient) = run(slope, table, x, g)
                let tile = Guarded(spread(x, rows: rows, width: columns, extra: extra), atEnd: true)
                let other = Guarded(spread(g, rows: rows, width: columns, extra: extra + 2), atEnd: true)
                table.kernels.activate_gradient(
                    slope.number, rows, columns, tile.base, columns + extra, other.base, columns + extra + 2)
                for row in 0..<rows {
                    let (c, d) = (tile.base + row * (columns + extra), other.base + row * (columns + extra + 2))
                    for column in 0..<columns {
                        #expect(c[column].bitPattern == values[row * columns + column].bitPattern)
                        #expect(d[column].bitPattern == gradient[row * columns + column].bitPattern)
                    }
                    for gap in 0..<(row + 1 < rows ? extra : 0) { #expect(c[columns + gap].isNaN) }
                    for gap in 0..<(row + 1 < rows ? extra + 2 : 0) { #expect(d[columns + gap].isNaN) }
                }
            }
        }
    }
}
