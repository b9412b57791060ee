import Testing

@testable import AlbertCore

@Suite("row operations")
struct RowOperationsTests {
    @Test("norm every row with its residual, on any number of threads")
    func layerNorm() throws {
        let kernels = try Kernels.chosen()
        let (rows, width) = (11, 24)
        var random = SeededRandom(seed: 5)
        let (input, residual) = (random.floats(rows * width), random.floats(rows * width))
        let norm = LayerNorm(
            scale: try Buffer(repeating: 1.5, count: width), shift: try Buffer(repeating: 0.25, count: width),
            epsilon: 1e-12)
        for threads in [1, 4] {
            var (a, b) = (input, residual)
            let out = try Buffer<Float>(repeating: 0, count: rows * width)
            a.withUnsafeMutableBufferPointer { a in
                b.withUnsafeMutableBufferPointer { b in
                    kernels.layerNorm(
                        MatrixView(base: a.baseAddress!, stride: width),
                        plus: MatrixView(base: b.baseAddress!, stride: width),
                        rows: rows, width: width, norm, into: MatrixView(base: out.base, stride: width),
                        threads: threads)
                }
            }
            for row in 0..<rows {
                let sums = (0..<width).map { Double(input[row * width + $0]) + Double(residual[row * width + $0]) }
                let mean = sums.reduce(0, +) / Double(width)
                let variance = sums.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(width)
                for column in 0..<width {
                    let expected = (sums[column] - mean) / variance.squareRoot() * 1.5 + 0.25
                    #expect(abs(Double(out[row * width + column]) - expected) < 2e-6)
                }
            }
        }
    }

    @Test("softmax, log-sum-exp and sums agree with double precision")
    func singleRows() throws {
        let kernels = try Kernels.chosen()
        let values: [Float] = [0.5, -1, 3, 2.25, -0.125]
        var weights = values
        kernels.softmax(&weights, factor: 0.5, count: 5)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-6)
        #expect(abs(weights[2] / weights[0] - 3.4903429) < 1e-5)
        #expect(abs(kernels.logSumExp(values, count: 5) - 3.4803897) < 1e-5)
        #expect(kernels.squareSum(values, count: 5) == 15.328125)
        var sum: [Float] = [1, 1, 1, 1, 1]
        kernels.add(values, to: &sum, count: 5)
        #expect(sum == [1.5, 0, 4, 3.25, 0.875])
        kernels.raise(&sum, to: [2, 2, 2, 2, 2], count: 5)
        #expect(sum == [2, 2, 4, 3.25, 2])
        kernels.scale(&sum, by: 2, count: 5)
        #expect(sum == [4, 4, 8, 6.5, 4])
        kernels.activate(.tanh, &sum, count: 5)
        #expect(sum.allSatisfy { $0 > 0.999 && $0 <= 1 })
    }
}
