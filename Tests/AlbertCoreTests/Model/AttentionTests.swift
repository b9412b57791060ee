import Testing

@testable import AlbertCore

@Suite("attention of one head")
struct AttentionTests {
    @Test("is the softmax-weighted mean of the values, for lengths around every tile")
    func matchesDefinition() throws {
        let kernels = try Kernels.chosen()
        let width = 12
        for length in [1, 2, 13, 14, 15, 31, 33, 70] {
            for masked in [false, true] {
                var random = SeededRandom(seed: UInt64(length))
                let (q, k, v) = (
                    random.floats(length * width), random.floats(length * width), random.floats(length * width)
                )
                let queries = try Buffer(copying: q)
                let keys = try Buffer(copying: k)
                let values = try Buffer(copying: v)
                let mask = (0..<length).map { Int32(masked && $0 % 3 == 1 ? 0 : 1) }
                let count = AttentionScratch.floatCount(length: length, headWidth: width, kernels: kernels)
                let scratch = try Buffer<Float>(repeating: .nan, count: count)
                let context = try Buffer<Float>(repeating: .nan, count: length * width)
                let weights = try Buffer<Float>(repeating: .nan, count: length * length)
                mask.withUnsafeBufferPointer { mask in
                    AttentionHead(
                        kernels: kernels, headWidth: width, queries: MatrixView(base: queries.base, stride: width),
                        queryCount: length,
                        keys: MatrixView(base: keys.base, stride: width),
                        values: MatrixView(base: values.base, stride: width),
                        length: length, mask: masked ? mask.baseAddress : nil,
                        context: MatrixView(base: context.base, stride: width), weights: weights.base
                    ).run(AttentionScratch(scratch.base, length: length, headWidth: width, kernels: kernels))
                }
                let expected = reference(q, k, v, mask, length: length, width: width)
                #expect(largestDifference(Array(context.elements), expected.context) < 1e-6)
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
