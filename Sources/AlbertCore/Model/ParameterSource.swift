// Float32 tensors by name from a model's files, for whoever trains them. A model itself keeps its weights packed.

/// The weights of an open model's files.
struct ParameterSource {
    private let reader: WeightReader
    private let prefix: String

    /// Opens the files of `model` anew. Throws where they changed since, or where it was opened from memory.
    init(_ model: Model) throws(AlbertError) {
        guard let origin = model.origin else {
            throw AlbertError(
                .unsupported, at: model.name, "the model was opened from memory, so there are no files to train it from"
            )
        }
        try self.init(try origin.reopenWeights(), kernels: model.kernels)
    }

    init(_ store: TensorStore, kernels: Kernels) throws(AlbertError) {
        reader = try WeightReader(store, kernels: kernels, countsNonFinite: true)
        prefix = store.entries.contains { $0.name.hasPrefix("albert.") } ? "albert." : ""
    }

    /// Values that were read and are NaN or infinite.
    var nonFiniteCount: Int { reader.nonFiniteCount ?? 0 }

    /// To be called after the last read: an IO error where a file changed meanwhile.
    func finish() throws(AlbertError) { try reader.store.finish() }

    /// Whether the file holds a tensor of this name, of whatever shape.
    func holds(_ name: String) -> Bool { entry(name) != nil }

    /// Reads the tensor that transformers calls `name` (`albert.` before the encoder's parts) into `target`. Throws where there is
    /// none, or one of another shape.
    func read(_ name: String, shape: [Int], into target: UnsafeMutablePointer<Float>) throws(AlbertError) {
        try read(entry(name), name, shape: shape, into: target)
    }

    /// The same for a tensor of just this name.
    func read(exactly name: String, shape: [Int], into target: UnsafeMutablePointer<Float>) throws(AlbertError) {
        try read(reader.store.entry(name), name, shape: shape, into: target)
    }

    private func read(
        _ entry: TensorEntry?, _ name: String, shape: [Int], into target: UnsafeMutablePointer<Float>
    ) throws(AlbertError) {
        let entry = try TensorEntry.required(entry, name, shape: shape)
        let step = 1 << 20
        let raw = try Buffer<UInt8>(uninitialized: min(step, entry.elementCount) * entry.type.byteCount)
        for start in stride(from: 0, to: entry.elementCount, by: step) {
            let elements = start..<min(start + step, entry.elementCount)
            try reader.read(entry, elements, raw: raw.base, into: target + start)
        }
    }

    /// Under the name of today or an older one: without a prefix, and with the old words for a norm's two vectors.
    private func entry(_ name: String) -> TensorEntry? {
        let inFile = name.hasPrefix("albert.") ? prefix + name.dropFirst(7) : name
        if let entry = reader.store.entry(inFile) { return entry }
        if inFile == DecoderTensorNames.bias { return reader.store.entry(DecoderTensorNames.ownBias) }
        if inFile.hasSuffix(".weight") { return reader.store.entry(inFile.dropLast(6) + "gamma") }
        if inFile.hasSuffix(".bias") { return reader.store.entry(inFile.dropLast(4) + "beta") }
        return nil
    }
}
