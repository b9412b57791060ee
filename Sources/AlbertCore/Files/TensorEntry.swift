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

    /// `entry`, which must be there, of this shape, in a type that widens to float. `name` is the place in messages.
    static func required(_ entry: TensorEntry?, _ name: String, shape: [Int]) throws(AlbertError) -> TensorEntry {
        guard let entry else {
            throw AlbertError(.format, at: name, "the tensor is missing; expected shape \(shape)")
        }
        guard entry.shape == shape else {
            throw AlbertError(
                .format, at: name, "the tensor has shape \(entry.shape), the configuration calls for \(shape)")
        }
        guard [.float32, .float16, .bfloat16].contains(entry.type) else {
            throw AlbertError(
                .unsupported, at: name, "the tensor has type \(entry.type.rawValue), expected F32, F16 or BF16")
        }
        return entry
    }
}
