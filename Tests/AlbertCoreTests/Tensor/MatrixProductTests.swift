import Testing

@testable import AlbertCore

@Suite("a matrix product")
struct MatrixProductTests {
    /// Every precision, with results as floats and as bfloat16.
    private static let kinds = Precision.allCases.flatMap { precision in [false, true].map { (precision, $0) } }

    @Test("computes a range of columns like the whole, and writes nothing behind it", arguments: kinds)
    func columnRange(_ precision: Precision, givesNarrow: Bool) throws {
        let sample = try ProductSample(
            rows: 5, columns: 131, depth: 40, precision, givesNarrow: givesNarrow, kernels: try Kernels.chosen())
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

    @Test("equals the sum of products for sizes around every tile and block edge", arguments: kinds)
    func equalsReference(_ precision: Precision, givesNarrow: Bool) throws {
        let kernels = try Kernels.chosen()
        for rows in [1, 2, 13, 14, 15, 28, 113] {
            for columns in [1, 31, 32, 33, 65] {
                for depth in [1, 16, 50] {
                    let sample = try ProductSample(
                        rows: rows, columns: columns, depth: depth, precision, givesNarrow: givesNarrow,
                        kernels: kernels)
                    for threads in [1, 2, 5] { #expect(sample.largestError(try sample.product(threads: threads)) <= 1) }
                }
            }
        }
    }

    @Test("has the same bits for every thread count", arguments: kinds)
    func sameBits(_ precision: Precision, givesNarrow: Bool) throws {
        let kernels = try Kernels.chosen()
        let sample = try ProductSample(
            rows: 130, columns: 96, depth: 40, precision, givesNarrow: givesNarrow, kernels: kernels)
        let one = try sample.product(threads: 1)
        for threads in [2, 3, 8] {
            let other = try sample.product(threads: threads)
            #expect(other.map(\.bitPattern) == one.map(\.bitPattern))
        }
    }

    @Test("writes nothing once its call is stopped", arguments: kinds)
    func stopped(_ precision: Precision, givesNarrow: Bool) throws {
        let kernels = try Kernels.chosen()
        let sample = try ProductSample(
            rows: 20, columns: 40, depth: 16, precision, givesNarrow: givesNarrow, kernels: kernels)
        try CancelledWatch.with { watch in
            let result = try sample.product(threads: 2, watch: watch)
            let untouched = result.allSatisfy(\.isNaN)
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
    let precision: Precision
    /// Whether the left-hand side comes, and the result goes, as bfloat16.
    let takesNarrow: Bool
    let givesNarrow: Bool
    let a: [Float]
    let b: [Float]
    let bias: [Float]
    let rows: Int
    let columns: Int
    let depth: Int

    init(
        rows: Int, columns: Int, depth: Int, _ precision: Precision = .float32, takesNarrow: Bool = false,
        givesNarrow: Bool = false, kernels: Kernels
    ) throws {
        var random = SeededRandom(seed: UInt64(rows * 1_000_003 + columns * 1009 + depth))
        a = random.floats(rows * depth)
        b = random.floats(columns * depth)
        bias = random.floats(columns)
        (self.rows, self.columns, self.depth, self.kernels) = (rows, columns, depth, kernels)
        (self.precision, self.takesNarrow, self.givesNarrow) = (precision, takesNarrow, givesNarrow)
    }

    /// [rows, columns]; NaN where nothing was written.
    func product(threads: Int, columns wanted: Range<Int>? = nil, watch: Watch = .none) throws -> [Float] {
        let products = kernels.products(precision)
        let weight = try b.packed(columns: columns, depth: depth, products: products)
        let floats = try Buffer(copying: a)
        let narrow = try NarrowRows(a, width: depth)
        let preparedStride = rowStride(products.words(depth))
        let prepared = try Buffer<Float>(repeating: .nan, count: rows * preparedStride)
        let tiles = try Buffer<Float>(repeating: .nan, count: threads * products.tileCount)
        let shift = try Buffer(copying: bias)
        let nothing = try NarrowRows([Float](repeating: .nan, count: rows * columns), width: columns)
        let result = try Buffer<Float>(repeating: .nan, count: rows * columns)
        let target = givesNarrow ? nothing.view : MatrixView(base: result.base, stride: columns)
        kernels.apply(
            weight, bias: UnsafePointer(shift.base),
            to: takesNarrow ? narrow.view : MatrixView(base: floats.base, stride: depth), rows: rows, columns: wanted,
            into: target,
            scratch: ProductScratch(
                prepared: MatrixView(base: prepared.base, stride: preparedStride), tiles: tiles.base),
            threads: threads, watch: watch)
        return givesNarrow
            ? try NarrowRows.widened(target, rows: rows, width: columns) : Array(result.elements)
    }

    /// The largest error in units of what the precision may cost.
    func largestError(_ result: [Float]) -> Double {
        var largest = 0.0
        for row in 0..<rows {
            let values = a[row * depth..<(row + 1) * depth].map { Double($0) }
            let step = (max(0, values.max() ?? 0) - min(0, values.min() ?? 0)) / 254
            for column in 0..<columns {
                let weights = b[column * depth..<(column + 1) * depth].map { Double($0) }
                let weightStep = (weights.map { abs($0) }.max() ?? 0) / 127
                let exact = zip(values, weights).map { $0 * $1 }.reduce(Double(bias[column]), +)
                let size = zip(values, weights).map { abs($0 * $1) }.reduce(1, +)
                var room =
                    switch precision {
                    case .float32: 1e-6 * size
                    // Each side is off by 2^-8 of itself.
                    case .bfloat16: (0x1p-7 + 0x1p-15) * size
                    // Each side is off by half a step.
                    case .int8:
                        zip(values, weights).map {
                            0.501 * (step * abs($1) + weightStep * abs($0) + 0.501 * step * weightStep)
                        }.reduce(1e-6 * size, +)
                    }
                if precision == .int8, takesNarrow { room += 0x1p-8 * size }
                if givesNarrow { room += 0x1p-8 * (abs(exact) + room) }
                let error = abs(Double(result[row * columns + column]) - exact)
                largest = error.isNaN ? .infinity : max(largest, error / room)
            }
        }
        return largest
    }
}
