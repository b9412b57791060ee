// One tensor of a safetensors file, as its header states it and after every check.

struct TensorEntry: Sendable, Equatable {
    let name: String
    let type: TensorType
    /// At most eight dimensions, whose product is `elementCount`; empty for a scalar.
    let shape: [Int]
    let elementCount: Int
    /// Where its bytes lie in its file: inside the file, as long as type and shape say, shared with no other tensor.
    let byteRange: Range<Int>
    /// Which of the store's files holds it.
    let shard: Int
}
