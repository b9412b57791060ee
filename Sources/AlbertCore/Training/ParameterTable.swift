// Every trained number of a model, end to end: one flat array of values, one of gradients. Optimizers, clipping, checkpoints and
// whoever sums gradients over machines see nothing else.

/// One tensor's place in the flat arrays.
struct Parameter: Equatable, Sendable {
    /// As transformers names it in a saved model.
    let name: String
    let shape: [Int]
    let range: Range<Int>
    /// Whether weight decay and LAMB's ratio apply: not to biases and layer norms (ALBERT.md 6.2).
    let isDecayed: Bool
    /// Whether its model's file lacked it, so that training starts from random numbers.
    var isNew = false
}

/// Where a tensor's values and its gradient lie.
struct TrainedTensor: @unchecked Sendable {
    let values: UnsafeMutablePointer<Float>
    let gradient: UnsafeMutablePointer<Float>
}

final class ParameterTable: @unchecked Sendable {
    private(set) var parameters: [Parameter] = []
    private(set) var count = 0
    private var storage: Buffer<Float>
    private var gradientStorage: Buffer<Float>

    init() throws(AlbertError) {
        storage = try Buffer()
        gradientStorage = try Buffer()
    }

    /// Both are zeros until somebody writes them; neither moves after `allocate`.
    var values: UnsafeMutableBufferPointer<Float> { storage.mutableElements }
    var gradients: UnsafeMutableBufferPointer<Float> { gradientStorage.mutableElements }

    /// Declares a tensor; its place is in what it returns, its memory is there after `allocate`.
    func declare(_ name: String, _ shape: [Int]) throws(AlbertError) -> Int {
        var size = 1
        for dimension in shape { size = try checkedProduct(size, dimension) }
        let end = try checkedSum(count, size)
        parameters.append(
            Parameter(name: name, shape: shape, range: count..<end, isDecayed: Self.isDecayed(name)))
        count = end
        return parameters.count - 1
    }

    func allocate() throws(AlbertError) {
        storage = try Buffer(zeroCount: count)
        gradientStorage = try Buffer(zeroCount: count)
    }

    func markNew(_ index: Int) { parameters[index].isNew = true }

    subscript(index: Int) -> TrainedTensor {
        let start = parameters[index].range.lowerBound
        return TrainedTensor(values: storage.base + start, gradient: gradientStorage.base + start)
    }

    func clearGradients() { gradientStorage.base.update(repeating: 0, count: count) }

    /// ALBERT's rule: names in which `LayerNorm`, `layer_norm` or `bias` occurs are excluded.
    static func isDecayed(_ name: String) -> Bool {
        !name.split(separator: ".").contains { part in
            part == "LayerNorm" || part.hasSuffix("layer_norm") || part.hasSuffix("bias")
        }
    }
}
