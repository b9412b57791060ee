import CAlbert
import Glibc
import Testing

private let counts = Array(1...35) + [64, 127, 128, 768, 1024]

@Suite("an operation on one row")
struct RowTests {
    @Test("layer norm is right at every length, in place or not, within its memory", arguments: Table.all)
    func layerNorm(_ table: Table) {
        for count in counts where count > 1 {
            var stream = Stream(count)
            let (x, r, s, h) = (
                stream.floats(count, scale: 3), stream.floats(count), stream.floats(count), stream.floats(count)
            )
            let input = Guarded(x, atEnd: true)
            let residual = Guarded(r, atEnd: true)
            let (scale, shift) = (Guarded(s, atEnd: true), Guarded(h, atEnd: true))
            let output = Guarded([Float](repeating: 0, count: count), atEnd: true)
            table.kernels.layer_norm(count, input.base, residual.base, scale.base, shift.base, 1e-12, output.base)
            let sums = (0..<count).map { Double(x[$0]) + Double(r[$0]) }
            let mean = sums.reduce(0, +) / Double(count)
            let deviation = (sums.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count) + 1e-12).squareRoot()
            for (i, value) in output.array(count).enumerated() {
                #expect(abs(Double(value) - ((sums[i] - mean) / deviation * Double(s[i]) + Double(h[i]))) < 4e-6)
            }
            table.kernels.layer_norm(count, input.base, residual.base, scale.base, shift.base, 1e-12, residual.base)
            #expect(residual.array(count).map(\.bitPattern) == output.array(count).map(\.bitPattern))
        }
    }

    @Test("softmax sums to one, keeps ratios and survives large scores", arguments: Table.all)
    func softmax(_ table: Table) {
        for count in counts {
            var stream = Stream(count + 7)
            let x = stream.floats(count, scale: 90)
            let row = Guarded(x, atEnd: true)
            table.kernels.softmax(count, 0.125, row.base)
            let top = Double(x.max() ?? 0)
            let weights = x.map { exp(0.125 * (Double($0) - top)) }
            let total = weights.reduce(0, +)
            #expect(zip(row.array(count), weights).allSatisfy { abs(Double($0) - $1 / total) < 2e-7 })
        }
        var large: [Float] = [1e30, -1e30, 1e30]
        table.kernels.softmax(3, 1, &large)
        #expect(large == [0.5, 0, 0.5])
        var bad: [Float] = [1, .nan, 2]
        table.kernels.softmax(3, 1, &bad)
        #expect(bad.allSatisfy { $0.isNaN })
    }

    @Test("rows of weights are softmax's times a sum, in float32 or to eight bits", arguments: Table.all)
    func weigh(_ table: Table) {
        for (product, isNarrow) in [(table.float32, false), (table.bfloat16, true)] {
            for count in counts {
                var stream = Stream(count + 29)
                let x = stream.floats(count, scale: 90)
                // An odd row of halves ends with a zero, in a word that is there.
                let row = Guarded(x, atEnd: true)
                let share = Double(product.weigh(count, 0.125, row.base))
                let found = isNarrow ? brains(row.array((count + 1) / 2).map(\.bitPattern)) : row.array(count)
                let top = Double(x.max() ?? 0)
                let expected = x.map { exp(0.125 * (Double($0) - top)) }
                let total = expected.reduce(0, +)
                #expect(abs(share * total - 1) < (isNarrow ? 8e-5 : 1e-6))
                // Half a unit in the last of eight bits, and the exponential's error.
                let room = isNarrow ? 0x1p-8 + 9e-5 : 1e-5
                #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) <= room * $1 + 1e-38 }, "\(count)")
                #expect(found.dropFirst(count).allSatisfy { $0 == 0 })
            }
        }
    }

    @Test("rows of weights give NaN where softmax does, and nothing to -infinity", arguments: Table.all)
    func weighNotFinite(_ table: Table) {
        for product in [table.float32, table.bfloat16] {
            for count in [1, 2, 15, 16, 17, 40] {
                for place in [0, count / 2, count - 1] {
                    var row = [Float](repeating: 1, count: count)
                    for value in [Float.nan, .infinity] {
                        var row = row
                        row[place] = value
                        #expect(product.weigh(count, 1, &row).isNaN)
                    }
                    guard count > 1 else { continue }
                    row[place] = -.infinity
                    #expect(abs(product.weigh(count, 0, &row) * Float(count - 1) - 1) < 8e-5)
                }
                var lowest = [Float](repeating: -.infinity, count: count)
                #expect(product.weigh(count, 1, &lowest).isNaN)
            }
        }
    }

    @Test("log-sum-exp is right at every length", arguments: Table.all)
    func logSumExp(_ table: Table) {
        for count in counts {
            var stream = Stream(count + 11)
            let x = stream.floats(count, scale: 20)
            let row = Guarded(x, atEnd: true)
            let top = Double(x.max() ?? 0)
            let expected = top + log(x.map { exp(Double($0) - top) }.reduce(0, +))
            #expect(abs(Double(table.kernels.log_sum_exp(count, row.base)) - expected) < 4e-6)
        }
    }

    @Test("sums, maxima, products and squares are right at every length", arguments: Table.all)
    func simple(_ table: Table) {
        for count in [0] + counts {
            var stream = Stream(count + 13)
            let (x, y) = (stream.floats(count), stream.floats(count))
            let (values, sum, most) = (Guarded(x, atEnd: true), Guarded(y, atEnd: true), Guarded(y, atEnd: true))
            table.kernels.add(count, values.base, sum.base)
            table.kernels.maximum(count, values.base, most.base)
            #expect(sum.array(count) == zip(x, y).map { $0 + $1 })
            #expect(most.array(count) == zip(x, y).map { max($0, $1) })
            let squares = x.map { Double($0) * Double($0) }.reduce(0, +)
            #expect(abs(Double(table.kernels.square_sum(count, values.base)) - squares) <= 1e-6 * squares)
            table.kernels.scale(count, 0.3, values.base)
            #expect(values.array(count) == x.map { $0 * 0.3 })
        }
    }

    @Test("gives NaN for NaN, and what formulas tend to for infinity", arguments: Table.all)
    func notFinite(_ table: Table) {
        for count in [2, 15, 16, 17, 40] {
            for place in [0, count / 2, count - 1] {
                let ones = [Float](repeating: 1, count: count)
                func with(_ value: Float) -> [Float] { ones.enumerated().map { $0.offset == place ? value : 1 } }
                var out = ones
                table.kernels.layer_norm(count, with(.nan), nil, ones, ones, 1e-12, &out)
                #expect(out.allSatisfy { $0.isNaN })
                var most = ones
                table.kernels.maximum(count, with(.nan), &most)
                #expect(most.enumerated().allSatisfy { $0.element.isNaN == ($0.offset == place) })
                most = with(.nan)
                table.kernels.maximum(count, ones, &most)
                #expect(most.enumerated().allSatisfy { $0.element.isNaN == ($0.offset == place) })
                #expect(table.kernels.log_sum_exp(count, with(.nan)).isNaN)
                #expect(table.kernels.square_sum(count, with(.nan)).isNaN)
                #expect(table.kernels.log_sum_exp(count, with(.infinity)) == .infinity)
                let others = 1 + log(Double(count - 1))
                #expect(abs(Double(table.kernels.log_sum_exp(count, with(-.infinity))) - others) < 1e-6)
                var row = with(-.infinity)
                table.kernels.softmax(count, 1, &row)
                #expect(row[place] == 0 && abs(row.reduce(0, +) - 1) < 1e-6)
                row = with(.infinity)
                table.kernels.softmax(count, 1, &row)
                #expect(row.allSatisfy { $0.isNaN })
            }
            var lowest = [Float](repeating: -.infinity, count: count)
            #expect(table.kernels.log_sum_exp(count, lowest) == -.infinity)
            table.kernels.softmax(count, 1, &lowest)
            #expect(lowest.allSatisfy { $0.isNaN })
        }
    }

    @Test("has the same bits by every fused table")
    func sameBits() {
        for count in counts {
            var stream = Stream(count + 17)
            let (x, s) = (stream.floats(count, scale: 5), stream.floats(count))
            var normed: [[UInt32]] = []
            var weights: [[UInt32]] = []
            var totals: [UInt32] = []
            var shares: [[UInt32]] = []
            for table in Table.fused {
                var out = [Float](repeating: 0, count: count)
                table.kernels.layer_norm(count, x, nil, s, s, 1e-12, &out)
                normed.append(out.map(\.bitPattern))
                var row = x
                table.kernels.softmax(count, 0.25, &row)
                weights.append(row.map(\.bitPattern))
                var (wide, narrow) = (x, x)
                let share = table.float32.weigh(count, 0.25, &wide)
                let narrowShare = table.bfloat16.weigh(count, 0.25, &narrow)
                shares.append((wide + narrow.prefix((count + 1) / 2) + [share, narrowShare]).map(\.bitPattern))
                totals.append((table.kernels.log_sum_exp(count, x) + table.kernels.square_sum(count, x)).bitPattern)
            }
            #expect(
                Set(normed).count <= 1 && Set(weights).count <= 1 && Set(totals).count <= 1 && Set(shares).count <= 1)
        }
    }
}
