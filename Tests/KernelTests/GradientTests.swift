import CAlbert
import Glibc
import Testing

private let counts = Array(1...35) + [63, 64, 127, 128, 768, 1024]

/// One row of layer norm with what its gradients should be, in double precision.
private struct NormRow {
    let count: Int
    let input: [Float]
    let scale: [Float]
    let gradient: [Float]
    let epsilon: Float = 1e-3

    init(_ count: Int) {
        var stream = Stream(count + 900)
        self.count = count
        // A mean that is not zero.
        input = stream.floats(count, scale: 3).map { $0 + 1 }
        (scale, gradient) = (stream.floats(count), stream.floats(count, scale: 2))
    }

    private func normalized(_ x: [Double]) -> (values: [Double], factor: Double) {
        let mean = x.reduce(0, +) / Double(count)
        let variance = x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)
        let factor = 1 / (variance + Double(epsilon)).squareRoot()
        return (x.map { ($0 - mean) * factor }, factor)
    }

    /// What the outputs weighed with the gradient add up to: its derivative by the input is the input's gradient.
    func loss(_ x: [Double]) -> Double {
        zip(normalized(x).values, zip(scale, gradient)).map { $0 * Double($1.0) * Double($1.1) }.reduce(0, +)
    }

    var expected: (input: [Double], scale: [Double], shift: [Double]) {
        let (n, factor) = normalized(input.map { Double($0) })
        let g = zip(gradient, scale).map { Double($0) * Double($1) }
        let mean = g.reduce(0, +) / Double(count)
        let product = zip(g, n).map { $0 * $1 }.reduce(0, +) / Double(count)
        return (
            zip(g, n).map { factor * ($0 - mean - $1 * product) }, zip(gradient, n).map { Double($0) * $1 },
            gradient.map { Double($0) }
        )
    }

    func run(_ table: Table, sums: [Float]) -> (input: [Float], scale: [Float], shift: [Float]) {
        let (x, s, g) = (Guarded(input, atEnd: true), Guarded(scale, atEnd: true), Guarded(gradient, atEnd: true))
        let (scales, shifts) = (Guarded(sums, atEnd: true), Guarded(sums, atEnd: true))
        table.kernels.layer_norm_gradient(count, x.base, s.base, epsilon, g.base, scales.base, shifts.base)
        return (g.array(count), scales.array(count), shifts.array(count))
    }
}

@Suite("the gradient of an operation on one row")
struct GradientTests {
    @Test("of layer norm is right at every length, and is added to the sums", arguments: Table.all)
    func layerNorm(_ table: Table) {
        for count in counts {
            let row = NormRow(count)
            var stream = Stream(count)
            let sums = stream.floats(count)
            let (input, scale, shift) = row.run(table, sums: sums)
            let expected = row.expected
            for i in 0..<count {
                // A single value's distance from the mean is zero, whatever the factor.
                #expect(abs(Double(input[i]) - expected.input[i]) < 4e-6, "\(i) of \(count)")
                #expect(abs(Double(scale[i]) - Double(sums[i]) - expected.scale[i]) < 4e-6, "\(i) of \(count)")
                #expect(shift[i] == row.gradient[i] + sums[i])
            }
        }
    }

    @Test("of layer norm is the slope of what the outputs add up to, by central differences", arguments: Table.all)
    func layerNormDifferences(_ table: Table) {
        for count in [2, 5, 16, 33] {
            let row = NormRow(count)
            let found = row.run(table, sums: [Float](repeating: 0, count: count)).input
            for i in 0..<count {
                var (ahead, behind) = (row.input.map { Double($0) }, row.input.map { Double($0) })
                ahead[i] += 1e-5
                behind[i] -= 1e-5
                #expect(abs(Double(found[i]) - (row.loss(ahead) - row.loss(behind)) / 2e-5) < 4e-6, "\(i) of \(count)")
            }
        }
    }

    @Test("of layer norm is NaN wherever a NaN takes part", arguments: Table.all)
    func layerNormNotFinite(_ table: Table) {
        for count in [2, 15, 16, 17, 40] {
            let ones = [Float](repeating: 1, count: count)
            let values = (0..<count).map { Float($0) }
            for place in [0, count / 2, count - 1] {
                for bad in [Float.nan, .infinity] {
                    var x = values
                    x[place] = bad
                    var (g, scales, shifts) = (ones, ones, ones)
                    table.kernels.layer_norm_gradient(count, x, ones, 1e-12, &g, &scales, &shifts)
                    #expect(g.allSatisfy { $0.isNaN } && scales.allSatisfy { $0.isNaN })
                    #expect(shifts.allSatisfy { $0 == 2 })
                }
                var (g, scales, shifts) = (ones, ones, ones)
                g[place] = .nan
                table.kernels.layer_norm_gradient(count, values, ones, 1e-12, &g, &scales, &shifts)
                #expect(g.allSatisfy { $0.isNaN })
                for i in 0..<count { #expect(scales[i].isNaN == (i == place) && shifts[i].isNaN == (i == place)) }
            }
        }
    }

    /// A row of weights that a softmax gave, and a gradient.
    private func softmaxRow(_ count: Int) -> (scores: [Double], weights: [Float], gradient: [Float]) {
        var stream = Stream(count + 31)
        let scores = stream.floats(count, scale: 6).map { Double($0) }
        return (scores, Self.softmax(scores).map { Float($0) }, stream.floats(count, scale: 2))
    }

    private static func softmax(_ scores: [Double]) -> [Double] {
        let parts = scores.map { exp(0.25 * $0) }
        return parts.map { $0 / parts.reduce(0, +) }
    }

    private func softmaxGradient(_ table: Table, _ weights: [Float], _ gradient: [Float]) -> [Float] {
        let (w, g) = (Guarded(weights, atEnd: true), Guarded(gradient, atEnd: true))
        table.kernels.softmax_gradient(weights.count, 0.25, w.base, g.base)
        return g.array(weights.count)
    }

    @Test("of softmax is right at every length, by the formula and by central differences", arguments: Table.all)
    func softmax(_ table: Table) {
        for count in counts {
            let (scores, weights, gradient) = softmaxRow(count)
            let found = softmaxGradient(table, weights, gradient)
            let mean = zip(weights, gradient).map { Double($0) * Double($1) }.reduce(0, +)
            func loss(_ scores: [Double]) -> Double {
                zip(Self.softmax(scores), gradient).map { $0 * Double($1) }.reduce(0, +)
            }
            for i in 0..<count {
                let expected = 0.25 * Double(weights[i]) * (Double(gradient[i]) - mean)
                #expect(abs(Double(found[i]) - expected) < 4e-7 * Double(weights[i]) + 1e-12, "\(i) of \(count)")
                guard count <= 35 else { continue }
                var (ahead, behind) = (scores, scores)
                ahead[i] += 1e-4
                behind[i] -= 1e-4
                #expect(abs(Double(found[i]) - (loss(ahead) - loss(behind)) / 2e-4) < 2e-7, "\(i) of \(count)")
            }
        }
    }

    @Test("of softmax is zero where nothing was attended to, and NaN everywhere for one NaN", arguments: Table.all)
    func softmaxEdges(_ table: Table) {
        for count in [2, 15, 16, 17, 40] {
            let (_, weights, gradient) = softmaxRow(count)
            for place in [0, count / 2, count - 1] {
                var some = weights
                some[place] = 0
                #expect(softmaxGradient(table, some, gradient)[place] == 0)
                some[place] = .nan
                #expect(softmaxGradient(table, some, gradient).allSatisfy { $0.isNaN })
                var given = gradient
                given[place] = .nan
                #expect(softmaxGradient(table, weights, given).allSatisfy { $0.isNaN })
            }
        }
    }

    @Test("is added with a factor, rounded once where the table can, at every length", arguments: Table.all)
    func addScaled(_ table: Table) {
        for count in [0] + counts {
            var stream = Stream(count + 41)
            let (x, y) = (stream.floats(count), stream.floats(count))
            let (values, sum) = (Guarded(x, atEnd: true), Guarded(y, atEnd: true))
            table.kernels.add_scaled(count, -0.3, values.base, sum.base)
            let expected = zip(x, y).map { table.isFused ? $1.addingProduct(-0.3, $0) : $1 + -0.3 * $0 }
            #expect(sum.array(count).map(\.bitPattern) == expected.map(\.bitPattern), "\(count)")
            #expect(values.array(count) == x)
        }
        var sum: [Float] = [1, .nan, 1, 1]
        table.kernels.add_scaled(4, 2, [1, 1, .nan, .infinity], &sum)
        #expect(sum[0] == 3 && sum[1].isNaN && sum[2].isNaN && sum[3] == .infinity)
    }

    @Test("is transposed for every height and width around the blocks', with nothing written outside")
    func transposes() {
        let sizes = [0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 50]
        for table in Table.all {
            for rows in sizes {
                for columns in sizes {
                    let extra = (rows + columns) % 3
                    let values = (0..<rows * columns).map { Float($0) }
                    let source = Guarded(spread(values, rows: rows, width: columns, extra: extra), atEnd: true)
                    let stride = rows + 2
                    let count = columns == 0 || rows == 0 ? 0 : (columns - 1) * stride + rows
                    let target = Guarded([Float](repeating: -7, count: count), atEnd: true)
                    table.kernels.transpose(rows, columns, source.base, columns + extra, target.base, stride)
                    let isRight = (0..<count).allSatisfy { place in
                        let (j, i) = (place / stride, place % stride)
                        return target.base[place] == (i < rows ? values[i * columns + j] : -7)
                    }
                    #expect(isRight, "\(table.name): \(rows) × \(columns)")
                }
            }
        }
    }

    @Test("is transposed bit for bit, NaN with its payload")
    func transposesBits() {
        let values = (0..<35).map {
            Float(bitPattern: [0x7FA0_0001, 0xFFC0_1234, 0x8000_0000, 1, 0x7F80_0000][$0 % 5])
        }
        for table in Table.all {
            var target = [Float](repeating: 0, count: 35)
            table.kernels.transpose(5, 7, values, 7, &target, 5)
            for i in 0..<5 {
                for j in 0..<7 { #expect(target[j * 5 + i].bitPattern == values[i * 7 + j].bitPattern) }
            }
        }
    }

    @Test("has the same bits by every fused table")
    func sameBits() {
        for count in counts {
            let row = NormRow(count)
            let (_, weights, gradient) = softmaxRow(count)
            let sums = [Float](repeating: 0.5, count: count)
            let results = Table.fused.map { table in
                let (input, scale, shift) = row.run(table, sums: sums)
                return (input + scale + shift + softmaxGradient(table, weights, gradient)).map(\.bitPattern)
            }
            #expect(Set(results).count <= 1, "\(count)")
        }
    }
}
