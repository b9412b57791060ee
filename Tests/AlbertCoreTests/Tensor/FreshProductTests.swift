import Testing

@testable import AlbertCore

/// Random matrices, a bias and what is in the results before.
private struct FreshSample {
    let rows: Int
    let columns: Int
    let depth: Int
    let a: [Float]
    /// [depth, columns]
    let b: [Float]
    let bias: [Float]
    let before: [Float]

    init(rows: Int, columns: Int, depth: Int) {
        var random = SeededRandom(seed: UInt64(rows * 1_000_003 + columns * 1009 + depth))
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
        (a, b) = (random.floats(rows * depth), random.floats(depth * columns))
        (bias, before) = (random.floats(columns), random.floats(rows * columns))
    }

    enum Kind: CaseIterable {
        case set, biased, added
    }

    /// Words of the smallest scratch that holds a panel.
    func leastWords(_ products: ProductKernels) -> Int { products.panelWords(depth) }

    /// [rows, columns]. Rows of every matrix lie a few floats further apart than they are long; nil where something between
    /// them, or behind a thread's scratch, was written.
    func product(
        _ kind: Kind, transposed: Bool, precision: Precision = .float32, threads: Int = 1, words: Int? = nil
    ) throws -> [Float]? {
        let kernels = try Kernels.chosen()
        let products = kernels.products(precision)
        let left = try Rows(a, width: depth)
        let values = transposed ? (0..<columns).flatMap { j in (0..<depth).map { b[$0 * columns + j] } } : b
        let right = try Rows(values, width: transposed ? depth : columns)
        let c = try Rows(before, width: columns)
        let shift = try Buffer(copying: bias)
        let stride = rowStride(products.words(depth))
        let prepared = try Buffer<Float>(repeating: .nan, count: max(rows * stride, 1))
        let wordsPerThread = words ?? products.freshPanelWords(depth: depth)
        let panels = try Buffer<Float>(repeating: 77, count: threads * wordsPerThread + 64)
        kernels.multiply(
            FreshProduct(
                a: left.view, rows: rows, depth: depth, b: transposed ? .transposed(right.view) : .rows(right.view),
                columns: columns, bias: kind == .biased ? UnsafePointer(shift.base) : nil, c: c.view,
                adds: kind == .added),
            products,
            scratch: FreshProductScratch(
                prepared: products.prepares(left.view) ? MatrixView(base: prepared.base, stride: stride) : nil,
                panels: panels.base, wordsPerThread: wordsPerThread),
            threads: threads)
        let isWithin = panels.elements[(threads * wordsPerThread)...].allSatisfy { $0 == 77 }
        return isWithin && left.values == a ? c.values : nil
    }

    /// The largest error in units of what the precision may cost.
    func largestError(_ result: [Float]?, _ kind: Kind, _ precision: Precision) -> Double {
        guard let result, result.count == rows * columns else { return .infinity }
        // Each side of bfloat16 is off by 2^-8 of itself.
        let share = precision == .float32 ? 1e-6 : 0x1p-7 + 0x1p-15
        var largest = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                let place = row * columns + column
                var sum: Double =
                    switch kind {
                    case .set: 0
                    case .biased: Double(bias[column])
                    case .added: Double(before[place])
                    }
                var size = 0.0
                for k in 0..<depth {
                    let term = Double(a[row * depth + k]) * Double(b[k * columns + column])
                    sum += term
                    size += abs(term)
                }
                let error = abs(Double(result[place]) - sum) / (share * size + 1e-6)
                largest = error.isNaN ? .infinity : max(largest, error)
            }
        }
        return largest
    }
}

/// A matrix whose rows are followed by three numbers that nobody may write.
private final class Rows {
    private let buffer: Buffer<Float>
    private let width: Int
    private let rows: Int

    init(_ values: [Float], width: Int) throws {
        self.width = width
        rows = width == 0 ? 0 : values.count / width
        buffer = try Buffer(repeating: 55, count: rows * (width + 3))
        for (index, value) in values.enumerated() { buffer.base[index / width * (width + 3) + index % width] = value }
    }

    var view: MatrixView { MatrixView(base: buffer.base, stride: width + 3) }

    /// The rows; empty where something between them was written.
    var values: [Float] {
        let all = Array(buffer.elements)
        var values: [Float] = []
        for start in stride(from: 0, to: all.count, by: width + 3) {
            values += all[start..<start + width]
            if all[start + width..<start + width + 3].contains(where: { $0 != 55 }) { return [] }
        }
        return values
    }
}

@Suite("a product whose right-hand side is used once")
struct FreshProductTests {
    /// Both precisions that training has, with both ways in which the right-hand side may lie.
    private static let kinds = [Precision.float32, .bfloat16].flatMap { precision in
        [false, true].map { (precision, $0) }
    }

    @Test("equals the sum of products, with a bias or added, for sizes around every tile's edge", arguments: kinds)
    func equalsReference(_ precision: Precision, transposed: Bool) throws {
        for rows in [1, 2, 13, 14, 15, 29] {
            for columns in [1, 15, 16, 17, 31, 32, 33, 65] {
                for depth in [1, 2, 15, 16, 50, 257] {
                    let sample = FreshSample(rows: rows, columns: columns, depth: depth)
                    for kind in FreshSample.Kind.allCases {
                        let result = try sample.product(kind, transposed: transposed, precision: precision)
                        #expect(
                            sample.largestError(result, kind, precision) <= 1,
                            "\(kind): \(rows) × \(columns) × \(depth)")
                    }
                }
            }
        }
    }

    @Test("has the same bits for any number of threads, and in the smallest scratch", arguments: kinds)
    func sameBits(_ precision: Precision, transposed: Bool) throws {
        let products = try Kernels.chosen().products(precision)
        for (rows, columns, depth) in [(1, 1, 1), (3, 33, 7), (40, 200, 65), (14, 700, 300), (130, 95, 31)] {
            let sample = FreshSample(rows: rows, columns: columns, depth: depth)
            let least = sample.leastWords(products)
            for kind in FreshSample.Kind.allCases {
                let one = try sample.product(kind, transposed: transposed, precision: precision)
                #expect(sample.largestError(one, kind, precision) <= 1)
                for threads in [1, 2, 5] {
                    for words in [nil, least, 2 * least + 16, 3 * least] {
                        let other = try sample.product(
                            kind, transposed: transposed, precision: precision, threads: threads, words: words)
                        #expect(
                            other?.map(\.bitPattern) == one?.map(\.bitPattern),
                            "\(kind): \(rows) × \(columns) × \(depth), \(threads) threads, scratch \(words ?? -1)")
                    }
                }
            }
        }
    }

    @Test("has the same bits whichever way its right-hand side lies", arguments: [Precision.float32, .bfloat16])
    func bothSides(_ precision: Precision) throws {
        let sample = FreshSample(rows: 20, columns: 70, depth: 33)
        for kind in FreshSample.Kind.allCases {
            let one = try #require(try sample.product(kind, transposed: false, precision: precision))
            #expect(try sample.product(kind, transposed: true, precision: precision) == one)
        }
    }

    @Test("has the bits of a product with a packed right-hand side", arguments: [Precision.float32, .bfloat16])
    func likePacked(_ precision: Precision) throws {
        let kernels = try Kernels.chosen()
        let packed = try ProductSample(rows: 29, columns: 67, depth: 258, precision, kernels: kernels)
        let products = kernels.products(precision)
        let (left, right) = (try Rows(packed.a, width: 258), try Rows(packed.b, width: 258))
        let c = try Rows([Float](repeating: 0, count: 29 * 67), width: 67)
        let shift = try Buffer(copying: packed.bias)
        let stride = rowStride(products.words(258))
        let prepared = try Buffer<Float>(repeating: 0, count: 29 * stride)
        let panels = try Buffer<Float>(repeating: 0, count: products.freshPanelWords(depth: 258))
        kernels.multiply(
            FreshProduct(
                a: left.view, rows: 29, depth: 258, b: .transposed(right.view), columns: 67,
                bias: UnsafePointer(shift.base), c: c.view),
            products,
            scratch: FreshProductScratch(
                prepared: products.prepares(left.view) ? MatrixView(base: prepared.base, stride: stride) : nil,
                panels: panels.base, wordsPerThread: products.freshPanelWords(depth: 258)),
            threads: 1)
        let expected = try packed.product(threads: 1)
        #expect(c.values == expected)
    }

    @Test("does nothing without rows or columns")
    func nothing() throws {
        for (rows, columns) in [(0, 5), (5, 0), (0, 0)] {
            let sample = FreshSample(rows: rows, columns: columns, depth: 4)
            for kind in FreshSample.Kind.allCases {
                #expect(try sample.product(kind, transposed: false, threads: 2) == [])
            }
        }
    }

    @Test("has room for one panel of any depth, and for several of ordinary ones")
    func room() throws {
        for precision in [Precision.float32, .bfloat16] {
            let products = try Kernels.chosen().products(precision)
            for depth in [1, 768, 3072, 30_000, 1 << 20] {
                #expect(products.freshPanelWords(depth: depth) >= products.panelWords(depth))
            }
            #expect(products.freshPanelWords(depth: 768) >= 2 * products.panelWords(768))
            #expect(products.freshPanelWords(depth: 768) % 16 == 0)
            #expect(products.panelCount(0) == 0 && products.panelCount(1) == 1)
            #expect(products.panelCount(products.columnTile) == 1)
            #expect(products.panelCount(products.columnTile + 1) == 2)
        }
    }
}
