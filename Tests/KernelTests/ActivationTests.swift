import CAlbert
import Glibc
import Testing

/// An activation and its formula in double precision.
private struct Formula: CustomTestStringConvertible, Sendable {
    let number: albert_activation
    let testDescription: String
    let value: @Sendable (Double) -> Double
}

private func gelu(_ x: Double) -> Double { 0.5 * x * erfc(-x / 2.0.squareRoot()) }
private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

private let formulas: [Formula] = [
    Formula(number: ALBERT_ACTIVATION_LINEAR, testDescription: "linear") { $0 },
    Formula(number: ALBERT_ACTIVATION_GELU_ERF, testDescription: "gelu", value: gelu),
    Formula(number: ALBERT_ACTIVATION_GELU_TANH, testDescription: "gelu_new") {
        $0 * logistic(2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))
    },
    Formula(number: ALBERT_ACTIVATION_GELU_QUICK, testDescription: "quick_gelu") { $0 * logistic(1.702 * $0) },
    Formula(number: ALBERT_ACTIVATION_GELU_10, testDescription: "gelu_10") { min(10, max(-10, gelu($0))) },
    Formula(number: ALBERT_ACTIVATION_RELU, testDescription: "relu") { max($0, 0) },
    Formula(number: ALBERT_ACTIVATION_RELU6, testDescription: "relu6") { min(max($0, 0), 6) },
    Formula(number: ALBERT_ACTIVATION_RELU_SQUARED, testDescription: "relu2") { max($0, 0) * max($0, 0) },
    Formula(number: ALBERT_ACTIVATION_SILU, testDescription: "silu") { $0 * logistic($0) },
    Formula(number: ALBERT_ACTIVATION_TANH, testDescription: "tanh") { tanh($0) },
    Formula(number: ALBERT_ACTIVATION_SIGMOID, testDescription: "sigmoid", value: logistic),
    Formula(number: ALBERT_ACTIVATION_MISH, testDescription: "mish") { $0 * tanh(log1p(exp($0))) },
]

@Suite("an activation")
struct ActivationTests {
    /// Values where functions bend, where exponentials run out, and a dense sweep between.
    private static let inputs: [Float] =
        (-40_000...40_000).map { Float($0) / 2_000 } + [-1e30, -1000, -104, -88, -50, 50, 88, 104, 1000, 1e18]
        + (1...100).map { Float($0) * 1e-6 } + [0, -0.0]

    /// Functions of an exponential carry the rounding of its argument z, |z| · 2^-24 for each operation that made it; gelu_new's
    /// takes three. Portable gelu cannot know what rounding x² lost.
    private static let exponentRounding: [albert_activation.RawValue: Double] = [
        ALBERT_ACTIVATION_GELU_ERF.rawValue: 5e-7, ALBERT_ACTIVATION_GELU_10.rawValue: 5e-7,
        ALBERT_ACTIVATION_GELU_TANH.rawValue: 7e-7, ALBERT_ACTIVATION_GELU_QUICK.rawValue: 5e-7,
    ]

    @Test(
        "is within 3e-7, or what its argument's rounding makes of that, relative to max(|f(x)|, |x| / 100, 0.01)",
        arguments: formulas)
    private func accurate(_ formula: Formula) {
        for table in Table.all {
            let row = Guarded(Self.inputs, atEnd: true)
            table.kernels.activate(formula.number, 1, Self.inputs.count, row.base, 0)
            var worst = 0.0
            for (x, y) in zip(Self.inputs, row.array(Self.inputs.count)) {
                let expected = formula.value(Double(x))
                if Float(expected) == y { continue }
                worst = max(worst, abs(Double(y) - expected) / max(abs(expected), abs(Double(x)) / 100, 0.01))
            }
            #expect(worst < Self.exponentRounding[formula.number.rawValue] ?? 3e-7, "\(table.name): \(worst)")
        }
    }

    /// What the comments beside the functions promise, in units of the last place of the right result. silu rounds once more
    /// than the logistic function.
    private static let promises: [(albert_activation, ClosedRange<Float>, Double)] = [
        (ALBERT_ACTIVATION_GELU_ERF, -13 ... -0.75, 9), (ALBERT_ACTIVATION_GELU_ERF, -0.7499...20, 2),
        (ALBERT_ACTIVATION_GELU_TANH, -1...20, 3), (ALBERT_ACTIVATION_SILU, -20...20, 3.5),
        (ALBERT_ACTIVATION_SIGMOID, -20...20, 3), (ALBERT_ACTIVATION_TANH, -20...20, 2),
        (ALBERT_ACTIVATION_MISH, -14...20, 4),
    ]

    @Test("errs by no more units in the last place than it says", arguments: promises)
    private func unitsInTheLastPlace(_ promise: (albert_activation, ClosedRange<Float>, Double)) {
        let (number, range, most) = promise
        guard let formula = formulas.first(where: { $0.number == number }) else { return }
        let inputs = Self.inputs.filter { range.contains($0) && $0 != 0 }
        for table in Table.fused {
            var row = inputs
            table.kernels.activate(number, 1, row.count, &row, 0)
            let worst = zip(inputs, row).map { x, y in
                let expected = formula.value(Double(x))
                return abs(Double(y) - expected) / Double(Float(expected).ulp)
            }.max()
            #expect(worst.map { $0 <= most } == true, "\(table.name) \(formula): \(worst ?? 0)")
        }
    }

    @Test("carries NaN, and needs nothing past its values", arguments: formulas)
    private func edges(_ formula: Formula) {
        for table in Table.all {
            for count in 0...33 {
                let row = Guarded([Float](repeating: .nan, count: count), atEnd: true)
                table.kernels.activate(formula.number, 1, count, row.base, 0)
                #expect(row.array(count).allSatisfy { $0.isNaN }, "\(table.name) \(count)")
            }
        }
    }

    @Test("has the same bits by every fused table", arguments: formulas)
    private func sameBits(_ formula: Formula) {
        let results = Table.fused.map { table in
            var row = Self.inputs
            table.kernels.activate(formula.number, 1, row.count, &row, 0)
            return row.map(\.bitPattern)
        }
        #expect(Set(results).count <= 1)
    }

    private static let gelus: Set<albert_activation.RawValue> = [
        ALBERT_ACTIVATION_GELU_ERF.rawValue, ALBERT_ACTIVATION_GELU_TANH.rawValue, ALBERT_ACTIVATION_GELU_10.rawValue,
    ]

    /// f of the inputs as bfloat16.
    private func narrow(_ formula: Formula, _ inputs: [Float], _ table: Table) -> [UInt16] {
        let target = Guarded([UInt16](repeating: 0x1234, count: inputs.count), atEnd: true)
        table.kernels.activate_narrow(formula.number, 1, inputs.count, inputs, 0, target.base, 0)
        return target.array(inputs.count)
    }

    @Test("in bfloat16 is the rounded function, a GELU that of a value within 4e-5 or 1e-5 of it", arguments: formulas)
    private func narrow(_ formula: Formula) {
        for table in Table.all {
            let halves = narrow(formula, Self.inputs, table)
            guard Self.gelus.contains(formula.number.rawValue) else {
                var row = Self.inputs
                table.kernels.activate(formula.number, 1, row.count, &row, 0)
                // Where bfloat16 is native, it takes denormal values for zero.
                #expect(zip(halves, row).allSatisfy { $0 == brainHalves([$1])[0] || abs($1) < .leastNormalMagnitude })
                continue
            }
            for (x, half) in zip(Self.inputs, halves) {
                let expected = formula.value(Double(x))
                let error = abs(Double(Float(bitPattern: UInt32(half) << 16)) - expected)
                #expect(error <= max(4e-5, abs(expected) * 1e-5) + abs(expected) * 0x1p-8, "\(table.name) \(x)")
            }
        }
    }

    @Test("in bfloat16 carries NaN, and a GELU its limits", arguments: formulas)
    private func narrowEdges(_ formula: Formula) {
        for table in Table.all {
            let values = narrow(formula, [.nan, .infinity, -.infinity], table).map {
                Float(bitPattern: UInt32($0) << 16)
            }
            #expect(values[0].isNaN, "\(table.name)")
            guard Self.gelus.contains(formula.number.rawValue) else { continue }
            let top: Float = formula.number == ALBERT_ACTIVATION_GELU_10 ? 10 : .infinity
            #expect(values[1] == top && values[2] == 0, "\(table.name)")
        }
    }

    @Test("in bfloat16 has the same bits by every fused table", arguments: formulas)
    private func sameNarrowBits(_ formula: Formula) {
        let inputs = Self.inputs.filter { abs(formula.value(Double($0))) > 1e-30 }
        #expect(Set(Table.fused.map { narrow(formula, inputs, $0) }).count <= 1)
    }

    @Test("reaches all rows of a tile and nothing between them, in place or rounded to bfloat16", arguments: formulas)
    private func tiles(_ formula: Formula) {
        for table in Table.all {
            for (rows, columns, extra) in [(0, 5, 0), (3, 0, 1), (1, 1, 0), (4, 16, 3), (5, 17, 1), (3, 35, 2)] {
                var stream = Stream(rows * 100 + columns)
                let values = stream.floats(rows * columns, scale: 4)
                let tile = Guarded(spread(values, rows: rows, width: columns, extra: extra), atEnd: true)
                var expected = values
                table.kernels.activate(formula.number, 1, expected.count, &expected, 0)

                // Halves that begin within a word.
                let stride = (columns + 1) / 2 + extra
                let count = rows == 0 ? 1 : (rows - 1) * 2 * stride + 1 + columns
                let target = Guarded([UInt16](repeating: 0x1234, count: count), atEnd: true)
                table.kernels.activate_narrow(
                    formula.number, rows, columns, tile.base, columns + extra, target.base + 1, stride)
                let halves = target.array(count)
                let rounded = narrow(formula, values, table)
                for row in 0..<rows {
                    let start = row * 2 * stride + 1
                    #expect(
                        Array(halves[start..<start + columns]) == Array(rounded[row * columns..<(row + 1) * columns]))
                    if row + 1 < rows {
                        #expect(halves[start + columns..<start + 2 * stride].allSatisfy { $0 == 0x1234 })
                    }
                }

                table.kernels.activate(formula.number, rows, columns, tile.base, columns + extra)
                for row in 0..<rows {
                    let start = tile.base + row * (columns + extra)
                    #expect((0..<columns).allSatisfy { start[$0] == expected[row * columns + $0] })
                    for gap in 0..<(row + 1 < rows ? extra : 0) { #expect(start[columns + gap].isNaN) }
                }
            }
        }
    }
}
