// From the names of tensors to the parts of a model. Vectors are read at once; matrices, nearly all of the bytes, are read
// and packed by whoever runs the queue.

/// Names, checks and places the parameters of one model. Every name is looked up here, with and without the `albert.`
/// prefix, and every shape is compared with what the configuration calls for before anything is allocated for it.
final class WeightLoader {
    let reader: WeightReader
    let queue: PackingQueue
    let precision: Precision
    private let prefix: String
    private var used: Set<String> = []
    private(set) var parameterCount = 0

    var store: TensorStore { reader.store }

    init(_ reader: WeightReader, precision: Precision, watch: Watch) throws(AlbertError) {
        self.reader = reader
        self.precision = precision
        queue = try PackingQueue(reader, watch: watch)
        prefix = reader.store.entries.contains { $0.name.hasPrefix("albert.") } ? "albert." : ""
    }

    /// The names of tensors that nobody asked for, in byte order.
    var ignoredNames: [String] { store.entries.map(\.name).filter { !used.contains($0) }.sorted() }

    // --- what a model is made of ------------------------------------------------------------------------------------

    /// A Linear layer of the encoder: weight [out, in] and bias [out].
    func linear(_ name: String, inputs: Int, outputs: Int) throws(AlbertError) -> Linear {
        try linear([prefix + name], inputs: inputs, outputs: outputs, precision.outsideLayers)
    }

    /// One that is applied again and again, or several of one input as one product, their outputs side by side.
    func layerLinear(_ names: String..., inputs: Int, outputs: Int) throws(AlbertError) -> Linear {
        try linear(names.map { prefix + $0 }, inputs: inputs, outputs: outputs, precision)
    }

    /// A head's Linear layer: heads have no prefix. Nil when the file does not hold it.
    func headLinear(_ name: String, inputs: Int, outputs: Int) throws(AlbertError) -> Linear? {
        guard store.entry(name + ".weight") != nil || store.entry(name + ".bias") != nil else { return nil }
        return try linear([name], inputs: inputs, outputs: outputs, precision.outsideLayers)
    }

    func holds(_ name: String) -> Bool { store.entry(prefix + name + ".weight") != nil }
    func holdsHead(_ name: String) -> Bool { store.entry(name + ".weight") != nil }

    func norm(_ name: String, width: Int, epsilon: Float) throws(AlbertError) -> LayerNorm {
        try exactNorm(prefix + name, width: width, epsilon: epsilon)
    }

    func headNorm(_ name: String, width: Int, epsilon: Float) throws(AlbertError) -> LayerNorm {
        try exactNorm(name, width: width, epsilon: epsilon)
    }

    /// A table [rows, width] packed by rows as columns, for look-up and as a decoder.
    func packedTable(_ name: String, rows: Int, width: Int) throws(AlbertError) -> PackedMatrix {
        try pack(
            [try required(prefix + name, shape: [rows, width])], inputs: width, outputs: rows, precision.outsideLayers)
    }

    func headTable(_ name: String, rows: Int, width: Int) throws(AlbertError) -> PackedMatrix {
        try pack([try required(name, shape: [rows, width])], inputs: width, outputs: rows, precision.outsideLayers)
    }

    /// A table [rows, width] as it is.
    func table(_ name: String, rows: Int, width: Int) throws(AlbertError) -> Buffer<Float> {
        try values(try required(prefix + name, shape: [rows, width]))
    }

    /// A vector under the first of `names` that the file holds (heads have no prefix); all of them must agree.
    func headVector(_ names: [String], count: Int) throws(AlbertError) -> Buffer<Float>? {
        let present = names.filter { store.entry($0) != nil }
        guard let first = present.first else { return nil }
        let result = try values(try required(first, shape: [count]))
        for name in present.dropFirst() {
            let other = try values(try required(name, shape: [count]))
            guard result.elements.elementsEqual(other.elements, by: { $0.bitPattern == $1.bitPattern }) else {
                throw AlbertError(.format, at: name, "differs from \(first), with which it is tied")
            }
        }
        return result
    }

    /// Whether two tables of the file hold the same bytes.
    func isSameTable(_ name: String, asEncoders encoderName: String, rows: Int, width: Int) throws(AlbertError) -> Bool
    {
        let one = try required(name, shape: [rows, width])
        let other = try required(prefix + encoderName, shape: [rows, width])
        return try store.areEqual(one, other)
    }

    // --- how it is read ---------------------------------------------------------------------------------------------

    private func linear(
        _ names: [String], inputs: Int, outputs: Int, _ precision: Precision
    ) throws(AlbertError) -> Linear {
        var weights: [TensorEntry] = []
        for name in names { weights.append(try required(name + ".weight", shape: [outputs, inputs])) }
        let weight = try pack(weights, inputs: inputs, outputs: outputs, precision)
        var bias = try Buffer<Float>(capacity: try checkedProduct(outputs, names.count))
        for name in names {
            let part = try values(try required(name + ".bias", shape: [outputs]))
            try bias.append(part.elements)
        }
        return Linear(weight: weight, bias: bias)
    }

    private func exactNorm(_ name: String, width: Int, epsilon: Float) throws(AlbertError) -> LayerNorm {
        // Very old files call the two gamma and beta.
        let old = store.entry(name + ".weight") == nil && store.entry(name + ".gamma") != nil
        return LayerNorm(
            scale: try values(try required(name + (old ? ".gamma" : ".weight"), shape: [width])),
            shift: try values(try required(name + (old ? ".beta" : ".bias"), shape: [width])), epsilon: epsilon)
    }

    private func required(_ name: String, shape: [Int]) throws(AlbertError) -> TensorEntry {
        let entry = try TensorEntry.required(store.entry(name), name, shape: shape)
        used.insert(name)
        return entry
    }

    private func values(_ entry: TensorEntry) throws(AlbertError) -> Buffer<Float> {
        var count = 1
        for dimension in entry.shape { count = try checkedProduct(count, dimension) }
        let result = try Buffer<Float>(uninitialized: count)
        let raw = try Buffer<UInt8>(uninitialized: try checkedProduct(count, entry.type.byteCount))
        try reader.read(entry, 0..<count, raw: raw.base, into: result.base)
        parameterCount += count
        return result
    }

    /// Packs [outputs, inputs] matrices side by side into [inputs, matrices × outputs], when the queue is run.
    private func pack(
        _ entries: [TensorEntry], inputs: Int, outputs: Int, _ precision: Precision
    ) throws(AlbertError) -> PackedMatrix {
        let columns = try checkedProduct(outputs, entries.count)
        let packed = try PackedMatrix(
            columns: columns, depth: inputs, products: reader.kernels.products(precision))
        try queue.add(entries, outputs: outputs, into: packed)
        parameterCount += try checkedProduct(columns, inputs)
        return packed
    }
}
