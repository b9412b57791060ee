import Testing

@testable import AlbertCore

@Suite("a linear layer")
struct LinearTests {
    @Test("knows its widths and its size in memory")
    func sizes() throws {
        let kernels = try Kernels.chosen()
        let width = kernels.columnTile
        // A word per value, per two, per four with a scale and a sum; and a bias.
        for (precision, words) in [(Precision.float32, 6), (.bfloat16, 3), (.int8, 4)] {
            let packed = try PackedMatrix(columns: width, depth: 6, products: kernels.products(precision))
            let linear = Linear(weight: packed, bias: try Buffer(repeating: 0, count: width))
            #expect(linear.inputWidth == 6 && linear.outputWidth == width)
            #expect(linear.byteCount == width * (words + 1) * 4)
        }
    }

    @Test("prepares rows of every precision, from floats and from bfloat16, on any number of threads")
    func applied() throws {
        let kernels = try Kernels.chosen()
        for precision in Precision.allCases {
            for isNarrow in [false, true] where precision.isNarrow || !isNarrow {
                for (rows, depth) in [(1, 1), (3, 5), (29, 66), (120, 31)] {
                    let sample = try ProductSample(
                        rows: rows, columns: 35, depth: depth, precision, takesNarrow: isNarrow, kernels: kernels)
                    let one = try sample.product(threads: 1)
                    for threads in [2, 3] { #expect(try sample.product(threads: threads) == one) }
                    #expect(sample.largestError(one) <= 1, "\(precision), \(rows) rows, depth \(depth)")
                }
            }
        }
    }
}
