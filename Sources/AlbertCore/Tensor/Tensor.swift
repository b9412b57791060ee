// An array that a computation gives away.

/// Values in row-major order with their shape.
public final class Tensor: @unchecked Sendable {
    let values: Buffer<Float>
    public let shape: [Int]

    /// Uninitialised values: whoever makes a tensor fills it before giving it away.
    init(uninitialized shape: [Int]) throws(AlbertError) {
        var count = 1
        for dimension in shape { count = try checkedProduct(count, dimension) }
        var values = try Buffer<Float>(capacity: count)
        try values.resize(count)
        self.values = values
        self.shape = shape
    }

    public var count: Int { values.count }

    /// Lends the values for the length of `body`.
    public func withValues<Answer>(_ body: (UnsafeBufferPointer<Float>) throws -> Answer) rethrows -> Answer {
        try body(values.elements)
    }

    /// The values as a Swift array, row-major.
    public var array: [Float] { Array(values.elements) }
}
