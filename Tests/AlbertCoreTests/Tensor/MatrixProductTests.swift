import Testing

@testable import AlbertCore

@Suite("a matrix product")
struct MatrixProductTests {
    @Test("computes a range of columns like the whole, and writes nothing behind it")
    func columnRange() throws {
        let sample = try ProductSample(rows: 5, columns: 131, depth: 40, kernels: try Kernels.chosen())
        let whole = try sample.product(threads: 1)
        for range in [0..<131, 0..<70, 70..<131, 64..<128, 31..<33, 130..<131, 7..<7] {
            for threads in [1, 3] {
                let some = try sample.product(threads: threads, columns: range)
                for row in 0..<5 {
                    for column in 0..<131 where range.contains(column) || column >= range.upperBound {
                        let value = some[row * 131 + column]
                        #expect(range.contains(column) ? value == whole[row * 131 + column] : value.isNaN)
                    }
                }
            }
        }
    }

    @Test("equals the sum of products for sizes around every tile and block edge")
    func equalsReference() throws {
        let kernels = try Kernels.chosen()
        for rows in [1, 2, 13, 14, 15, 28, 113] {
            for columns in [1, 31, 32, 33, 65] {
                for depth in [1, 16, 50] {
                    let sample = try ProductSample(rows: rows, columns: columns, depth: depth, kernels: kernels)
                    for threads in [1, 2, 5] { #expect(try sample.largestError(threads: threads) < 1e-5) }
                }
            }
        }
    }

    @Test("has the same bits for every thread count")
    func sameBits() throws {
        let kernels = try Kernels.chosen()
        let sample = try ProductSample(rows: 130, columns: 96, depth: 40, kernels: kernels)
        let one = try sample.product(threads: 1)
        for threads in [2, 3, 8] {
            let other = try sample.product(threads: threads)
            #expect(other.elements.map(\.bitPattern) == one.elements.map(\.bitPattern))
        }
    }

    @Test("writes nothing once its call is stopped")
    func stopped() throws {
        let kernels = try Kernels.chosen()
        let sample = try ProductSample(rows: 20, columns: 40, depth: 16, kernels: kernels)
        try CancelledWatch.with { watch in
            let result = try sample.product(threads: 2, watch: watch)
            let untouched = result.elements.allSatisfy(\.isNaN)
            #expect(untouched)
        }
    }

    @Test("cuts a count into parts that differ by at most one")
    func parts() {
        for count in [0, 1, 5, 17, 100] {
            for parts in [1, 2, 3, 7] {
                let ranges = (0..<parts).map { part($0, of: parts, count: count) }
                #expect(ranges.flatMap { Array($0) } == Array(0..<count))
                #expect((ranges.map(\.count).max() ?? 0) - (ranges.map(\.count).min() ?? 0) <= 1)
            }
        }
    }
}

/// Random matrices and their product in double precision.
struct ProductSample {
    let kernels: Kernels
    let a: [Float]
    let b: [Float]
    let bias: [Float]
    let rows: Int
    let columns: Int
    let depth: Int

    init(rows: Int, columns: Int, depth: Int, kernels: Kernels) throws {
        var random = SeededRandom(seed: UInt64(rows * 1_000_003 + columns * 1009 + depth))
        a = random.floats(rows * depth)
        b = random.floats(columns * depth)
        bias = random.floats(columns)
        (self.rows, self.columns, self.depth, self.kernels) = (rows, columns, depth, kernels)
    }

    func product(
        threads: Int, columns wanted: Range<Int>? = nil, watch: Watch = .none
    ) throws -> Buffer<Float> {
        let packed = try PackedMatrix(columns: columns, depth: depth, kernels: kernels)
        var weight = b
        try weight.withUnsafeMutableBufferPointer { weight in
            let start = try #require(weight.baseAddress)
            for panel in 0..<packed.panelCount {
                let range = packed.columnRange(ofPanel: panel)
                kernels.packTransposed(
                    MatrixView(base: start + range.lowerBound * depth, stride: depth),
                    columns: range.count,
                    depth: depth, into: packed.panel(panel))
            }
        }
        let result = try Buffer<Float>(repeating: .nan, count: rows * columns)
        var left = a
        try left.withUnsafeMutableBufferPointer { left in
            let start = try #require(left.baseAddress)
            kernels.multiply(
                MatrixView(base: start, stride: depth), rows: rows, by: packed, columns: wanted, bias: bias,
                activation: .none,
                into: MatrixView(base: result.base, stride: columns), threads: threads, watch: watch)
        }
        return result
    }

    func largestError(threads: Int) throws -> Float {
        let result = try product(threads: threads)
        var largest = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = Double(bias[column])
                for k in 0..<depth { sum += Double(a[row * depth + k]) * Double(b[column * depth + k]) }
                let error = abs(Double(result[row * columns + column]) - sum)
                largest = error.isNaN ? .infinity : max(largest, error)
            }
        }
        return Float(largest)
    }
}
