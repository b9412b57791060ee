import Testing

@testable import AlbertCore

@Suite("the memory of a model's weights")
struct ModelMemoryTests {
    @Test("is the parameters as floats, with the padding of panels")
    func counts() throws {
        let model = try Model.open(Repository.bundledModel)
        let parameters = 4 * model.info.parameterCount
        #expect(model.weightByteCount >= parameters)
        #expect(model.weightByteCount < parameters + parameters / 50)
    }

    @Test("is smaller by two bytes of each weight that is bfloat16, and by three of each that is int8")
    func narrow() throws {
        func bytes(_ precision: Precision) throws -> Int {
            var options = ModelOptions()
            options.precision = precision
            return try Model.open(Repository.bundledModel, options: options).weightByteCount
        }
        let whole = try bytes(.float32)
        let hidden = 384
        let layer = 12 * hidden * hidden
        #expect(try bytes(.bfloat16) == whole - 2 * layer)
        // Words, the map from them, the masked-language-model head's map back, the pooler: bfloat16; each column of the layer has
        // a scale and a sum. Sentence order's two columns are padded.
        let outside = 16_000 * 128 + 2 * 128 * hidden + hidden * hidden
        let expected = whole - 3 * layer + 8 * (3 + 1 + 4 + 1) * hidden - 2 * outside
        let padded = try Kernels.chosen().columnTile * hidden
        #expect(try bytes(.int8) == expected - 2 * padded)
    }

    @Test("counts every group and head, and a tied decoder once")
    func parts() throws {
        let whole = try TinyModel().open()
        let width = whole.kernels.columnTile
        let two = try TinyModel(groups: 2).open()
        let bare = try TinyModel(change: { $0.hasPrefix("predictions.") ? nil : ($0, $1, $2) }).open()
        func padded(_ columns: Int, _ depth: Int) -> Int { (columns + width - 1) / width * width * depth }
        // Query, key and value side by side, the attention's output, and the two products of the feed-forward network.
        let products = padded(24, 8) + padded(8, 8) + padded(16, 8) + padded(8, 16)
        let vectors = 24 + 8 + 16 + 8 + 4 * 8
        #expect(two.weightByteCount - whole.weightByteCount == 4 * (products + vectors))
        // The head's dense product with its bias, a norm, and a bias per piece.
        #expect(whole.weightByteCount - bare.weightByteCount == 4 * (padded(4, 8) + 4 + 2 * 4 + 12))
    }
}
