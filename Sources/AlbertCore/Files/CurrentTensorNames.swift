// Which tensors of a model are saved, and under which names: those that transformers gives them today, whatever the model's
// file calls them.

struct CurrentTensorNames {
    private static let prefix = "albert."
    private static let encoderParts = ["embeddings.", "encoder.", "pooler."]
    private static let wordTable = "embeddings.word_embeddings.weight"

    private let store: TensorStore
    private let filePrefix: String
    private let savedPrefix: String
    private let tiesWordEmbeddings: Bool

    /// `architectures` are the configuration's: a bare AlbertModel has no prefix, every other class has one. Without any the
    /// file's own habit is kept.
    init(_ store: TensorStore, architectures: [String], tiesWordEmbeddings: Bool) {
        self.store = store
        self.tiesWordEmbeddings = tiesWordEmbeddings
        filePrefix = store.entries.contains { $0.name.hasPrefix(Self.prefix) } ? Self.prefix : ""
        savedPrefix =
            switch architectures.first {
            case nil: filePrefix
            case "AlbertModel", "TFAlbertModel": ""
            default: Self.prefix
            }
    }

    /// Every tensor that is saved, with its name.
    func tensors() throws(AlbertError) -> [SavedTensor] {
        var saved: [SavedTensor] = []
        var sources: [String: String] = [:]
        for entry in store.entries {
            guard let name = try name(of: entry) else { continue }
            if let other = sources.updateValue(entry.name, forKey: name) {
                throw AlbertError(
                    .format, at: entry.name, "would be saved as \(quoted(name)), and so would \(quoted(other))")
            }
            saved.append(SavedTensor(name: name, entry: entry))
        }
        return saved
    }

    /// nil for what is not saved: the numbers of the positions, and a tied decoder beside what it is tied to.
    private func name(of entry: TensorEntry) throws(AlbertError) -> String? {
        let name = Self.withoutOldSuffix(entry.name)
        if name.hasPrefix(filePrefix) {
            let bare = String(name.dropFirst(filePrefix.count))
            if bare == "embeddings.position_ids" { return nil }
            if !filePrefix.isEmpty || Self.encoderParts.contains(where: bare.hasPrefix) { return savedPrefix + bare }
        }
        guard tiesWordEmbeddings else { return name }
        switch name {
        case DecoderTensorNames.weight: return try isRepeated(entry, in: filePrefix + Self.wordTable) ? nil : name
        case DecoderTensorNames.ownBias:
            if store.entry(DecoderTensorNames.bias) == nil { return DecoderTensorNames.bias }
            return try isRepeated(entry, in: DecoderTensorNames.bias) ? nil : name
        default: return name
        }
    }

    private func isRepeated(_ entry: TensorEntry, in name: String) throws(AlbertError) -> Bool {
        guard let other = store.entry(name) else { return false }
        return try store.areEqual(entry, other)
    }

    /// Very old files call the two vectors of a LayerNorm gamma and beta.
    private static func withoutOldSuffix(_ name: String) -> String {
        // Not by `contains`: for texts that is a module of its own, with the names of all scalars.
        let part = name.split(separator: ".").dropLast().last ?? ""
        guard part == "LayerNorm" || part.hasSuffix("layer_norm") else { return name }
        if name.hasSuffix(".gamma") { return name.dropLast(5) + "weight" }
        if name.hasSuffix(".beta") { return name.dropLast(4) + "bias" }
        return name
    }
}
