import Testing

@testable import AlbertCore

@Suite("gradients of operations on rows")
struct RowGradientsTests {
    /// Around the number of rows that are summed together.
    private static let rowCounts = [0, 1, 2, rowsPerSum - 1, rowsPerSum, rowsPerSum + 1, 2 * rowsPerSum, 300]

    /// Sums of columns added to ones, by `threads` threads.
    private func columnSums(_ values: [Float], rows: Int, width: Int, threads: Int) throws -> [Float] {
        let kernels = try Kernels.chosen()
        let source = try Matrix(values, rows: rows, width: width)
        let sums = try Buffer<Float>(repeating: 1, count: width)
        let scratch = try Buffer<Float>(
            repeating: .nan, count: try RowSums.count(rows: rows, width: width, sets: 1))
        kernels.addColumns(
            source.view, rows: rows, width: width, to: sums.base, scratch: RowSums(base: scratch.base),
            threads: threads)
        return Array(sums.elements)
    }

    @Test("add the columns of many rows to what is there, with the same bits for any number of threads")
    func columns() throws {
        for rows in Self.rowCounts {
            for width in [1, 16, 37] {
                var random = SeededRandom(seed: UInt64(rows * 100 + width))
                let values = random.floats(rows * width)
                let one = try columnSums(values, rows: rows, width: width, threads: 1)
                for column in 0..<width {
                    let expected = (0..<rows).reduce(1.0) { $0 + Double(values[$1 * width + column]) }
                    #expect(abs(Double(one[column]) - expected) < 2e-5, "\(rows) rows")
                }
                for threads in [2, 5] {
                    #expect(try columnSums(values, rows: rows, width: width, threads: threads) == one)
                }
            }
        }
    }

    private struct NormGradients: Equatable {
        var input: [Float]
        var scale: [Float]
        var shift: [Float]
    }

    private static let epsilon: Float = 1e-12

    private func normGradients(
        _ input: [Float], _ gradient: [Float], _ scale: [Float], rows: Int, threads: Int
    ) throws -> NormGradients {
        let kernels = try Kernels.chosen()
        let width = scale.count
        let (x, g) = (try Matrix(input, rows: rows, width: width), try Matrix(gradient, rows: rows, width: width))
        let factors = try Buffer(copying: scale)
        let sums = try Buffer<Float>(repeating: 2, count: 2 * width)
        let scratch = try Buffer<Float>(
            repeating: .nan, count: try RowSums.count(rows: rows, width: width, sets: 2))
        kernels.layerNormGradient(
            x.view, gradient: g.view, rows: rows, scale: factors.base, epsilon: Self.epsilon, width: width,
            scaleGradient: sums.base, shiftGradient: sums.base + width, scratch: RowSums(base: scratch.base),
            threads: threads)
        #expect(x.values == input)
        return NormGradients(
            input: g.values, scale: Array(sums.elements[..<width]), shift: Array(sums.elements[width...]))
    }

    @Test("of layer norm are right over many rows, with the same bits for any number of threads")
    func layerNorm() throws {
        let width = 37
        for rows in Self.rowCounts {
            var random = SeededRandom(seed: UInt64(rows + 5))
            let (input, gradient) = (random.floats(rows * width), random.floats(rows * width))
            let scale = random.floats(width)
            let one = try normGradients(input, gradient, scale, rows: rows, threads: 1)
            var (scales, shifts) = ([Double](repeating: 2, count: width), [Double](repeating: 2, count: width))
            for row in 0..<rows {
                let x = (0..<width).map { Double(input[row * width + $0]) }
                let given = (0..<width).map { Double(gradient[row * width + $0]) }
                let mean = x.reduce(0, +) / Double(width)
                let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
                let factor = 1 / (variance + Double(Self.epsilon)).squareRoot()
                let n = x.map { ($0 - mean) * factor }
                let g = zip(given, scale).map { $0 * Double($1) }
                let product = zip(g, n).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
                let all = g.reduce(0, +) / Double(width)
                for column in 0..<width {
                    let expected = factor * (g[column] - all - n[column] * product)
                    #expect(abs(Double(one.input[row * width + column]) - expected) < 4e-6)
                    scales[column] += given[column] * n[column]
                    shifts[column] += given[column]
                }
            }
            for column in 0..<width {
                #expect(abs(Double(one.scale[column]) - scales[column]) < 4e-5, "\(rows) rows")
                #expect(abs(Double(one.shift[column]) - shifts[column]) < 4e-5, "\(rows) rows")
            }
            for threads in [2, 5] {
                #expect(try normGradients(input, gradient, scale, rows: rows, threads: threads) == one)
            }
        }
    }

    @Test("know how much scratch sums over rows take, and say so where no number holds it")
    func scratch() throws {
        #expect(try RowSums.count(rows: 0, width: 5, sets: 2) == 0)
        #expect(try RowSums.count(rows: 1, width: 5, sets: 2) == 10)
        #expect(try RowSums.count(rows: rowsPerSum, width: 5, sets: 1) == 5)
        #expect(try RowSums.count(rows: rowsPerSum + 1, width: 5, sets: 3) == 30)
        #expect(throws: AlbertError.self) { try RowSums.count(rows: .max / 2, width: 1 << 40, sets: 2) }
    }

    @Test("are transposed by any number of threads, with nothing written between rows")
    func transposed() throws {
        let kernels = try Kernels.chosen()
        for (rows, columns) in [(1, 1), (5, 3), (16, 16), (17, 33), (3, 100), (100, 3), (64, 250), (0, 4), (4, 0)] {
            let values = (0..<rows * columns).map { Float($0) }
            for threads in [1, 2, 5] {
                let source = try Matrix(values, rows: rows, width: columns)
                let target = try Matrix([Float](repeating: -1, count: rows * columns), rows: columns, width: rows)
                kernels.transpose(source.view, rows: rows, columns: columns, into: target.view, threads: threads)
                let expected = (0..<columns).flatMap { j in (0..<rows).map { values[$0 * columns + j] } }
                #expect(target.values == expected, "\(rows) × \(columns), \(threads) threads")
            }
        }
    }

    @Test("of an activation reach every row, on any number of threads, and give what the activation gives")
    func activation() throws {
        let kernels = try Kernels.chosen()
        var random = SeededRandom(seed: 9)
        let (rows, width) = (21, 19)
        let (values, given) = (random.floats(rows * width), random.floats(rows * width))
        for threads in [1, 2, 5] {
            let (x, g) = (try Matrix(values, rows: rows, width: width), try Matrix(given, rows: rows, width: width))
            let alone = try Matrix(values, rows: rows, width: width)
            kernels.activateGradient(.tanh, x.view, gradient: g.view, rows: rows, width: width, threads: threads)
            kernels.activate(.tanh, alone.view, rows: rows, width: width, threads: threads)
            #expect(x.values == alone.values)
            for (index, gradient) in g.values.enumerated() {
                let y = Double(x.values[index])
                #expect(abs(Double(gradient) - Double(given[index]) * (1 - y * y)) < 3e-7)
            }
        }
    }

    @Test("of softmax sum to nothing, and sums take a factor")
    func single() throws {
        let kernels = try Kernels.chosen()
        let weights: [Float] = [0.5, 0.25, 0.25, 0]
        var gradient: [Float] = [1, -1, 3, 100]
        kernels.softmaxGradient(weights, gradient: &gradient, factor: 2, count: 4)
        // 2 w (g - 1): the weighed mean is 0.5 - 0.25 + 0.75.
        #expect(gradient == [0, -1, 1, 0])
        var sum: [Float] = [1, 2, 3, 4]
        kernels.add([1, -1, 0.5, 0], times: -2, to: &sum, count: 4)
        #expect(sum == [-1, 4, 2, 4])
    }
}

/// Rows with two numbers behind each that nobody may write.
private final class Matrix {
    private let buffer: Buffer<Float>
    private let rows: Int
    private let width: Int

    init(_ values: [Float], rows: Int, width: Int) throws {
        (self.rows, self.width) = (rows, width)
        buffer = try Buffer(repeating: 55, count: rows * (width + 2))
        for (index, value) in values.enumerated() { buffer.base[index / width * (width + 2) + index % width] = value }
    }

    var view: MatrixView { MatrixView(base: buffer.base, stride: width + 2) }

    /// The rows; one NaN where something between them was written.
    var values: [Float] {
        let all = Array(buffer.elements)
        var values: [Float] = []
        for start in stride(from: 0, to: all.count, by: width + 2) {
            values += all[start..<start + width]
            if all[start + width] != 55 || all[start + width + 1] != 55 { return [.nan] }
        }
        return values
    }
}
