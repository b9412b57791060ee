import Testing

@testable import AlbertCore

@Suite("attention of one head")
struct AttentionTests {
    /// Float32 and bfloat16, with head widths that do and do not fill their words.
    private static let kinds: [(Precision, Int)] = [(.float32, 12), (.float32, 5), (.bfloat16, 12), (.bfloat16, 5)]

    @Test("is the softmax-weighted mean of the values, for lengths around every tile", arguments: kinds)
    func matchesDefinition(_ precision: Precision, width: Int) throws {
        let kernels = try Kernels.chosen()
        let products = kernels.products(precision)
        let isNarrow = precision.isNarrow
        // Weights are off by 2^-8 of themselves as bfloat16, results of at most 1 by 2^-9.
        let tolerance: Float = isNarrow ? 0x1.8p-8 + 1e-6 : 1e-6
        for length in [1, 2, 13, 14, 15, 31, 33, 70] {
            for masked in [false, true] {
                var random = SeededRandom(seed: UInt64(length))
                // Queries, keys and values.
                let sides = try (0..<3).map { _ in
                    try Side(random.floats(length * width), width: width, isNarrow: isNarrow)
                }
                let mask = (0..<length).map { Int32(masked && $0 % 3 == 1 ? 0 : 1) }
                let count = AttentionScratch.wordCount(length: length, headWidth: width, products: products)
                let scratch = try Buffer<Float>(repeating: .nan, count: count)
                let nothing = [Float](repeating: .nan, count: length * width)
                let context = try Side(nothing, width: width, isNarrow: isNarrow)
                let tile = try Buffer<Float>(repeating: .nan, count: products.tileCount)
                let weights = try Buffer<Float>(repeating: .nan, count: length * length)
                mask.withUnsafeBufferPointer { mask in
                    AttentionHead(
                        kernels: kernels, products: products, headWidth: width, queries: sides[0].view,
                        queryCount: length, keys: sides[1].view, values: sides[2].view, length: length,
                        mask: masked ? mask.baseAddress : nil, context: context.view, weights: weights.base,
                        tile: tile.base
                    ).run(AttentionScratch(scratch.base, length: length, headWidth: width, products: products))
                }
                let held = try sides.map { try $0.floats() }
                let expected = reference(held[0], held[1], held[2], mask, length: length, width: width)
                #expect(largestDifference(try context.floats(), expected.context) < tolerance)
                #expect(largestDifference(Array(weights.elements), expected.weights) < 1e-6)
            }
        }
    }

    private func reference(
        _ q: [Float], _ k: [Float], _ v: [Float], _ mask: [Int32], length: Int, width: Int
    ) -> (context: [Float], weights: [Float]) {
        var (context, weights) = ([Float](), [Float]())
        for row in 0..<length {
            let scores = (0..<length).map { column -> Double in
                guard mask[column] == 1 else { return -.infinity }
                return (0..<width).map { Double(q[row * width + $0]) * Double(k[column * width + $0]) }.reduce(0, +)
                    / Double(width).squareRoot()
            }
            let top = scores.max() ?? 0
            let powers = scores.map { exponential($0 - top) }
            let total = powers.reduce(0, +)
            weights += powers.map { Float($0 / total) }
            context += (0..<width).map { column in
                Float((0..<length).map { powers[$0] / total * Double(v[$0 * width + column]) }.reduce(0, +))
            }
        }
        return (context, weights)
    }
}

/// One operand of attention, in floats or bfloat16, each row behind one value that does not belong to it.
private final class Side {
    let view: MatrixView
    private let whole: MatrixView
    private let floatRows: Buffer<Float>
    private let narrowRows: NarrowRows
    private let (rows, width): (Int, Int)

    init(_ values: [Float], width: Int, isNarrow: Bool) throws {
        rows = values.count / width
        self.width = width
        var spread: [Float] = []
        for row in 0..<rows { spread += [3] + values[row * width..<(row + 1) * width] }
        floatRows = try Buffer(copying: spread)
        narrowRows = try NarrowRows(spread, width: width + 1)
        whole = isNarrow ? narrowRows.view : MatrixView(base: floatRows.base, stride: width + 1)
        view = whole.columns(from: 1)
    }

    func floats() throws -> [Float] {
        if whole.isNarrow { return try NarrowRows.widened(view, rows: rows, width: width) }
        return (0..<rows).flatMap { row in (0..<width).map { view.row(row)[$0] } }
    }
}
