// The model without its heads: embeddings and layers, in the order in which data meets them.

/// The encoder's parameters.
final class Encoder: @unchecked Sendable {
    let embeddings: Embeddings
    /// [groups][inner layers]
    let groups: [[AlbertLayer]]
    /// How often a group is applied.
    let layerCount: Int

    init(embeddings: Embeddings, groups: [[AlbertLayer]], layerCount: Int) {
        self.embeddings = embeddings
        self.groups = groups
        self.layerCount = layerCount
    }

    /// The group that layer `layer` uses: groups share the layers out in runs of equal length.
    func group(ofLayer layer: Int) -> [AlbertLayer] { groups[layer * groups.count / layerCount] }
}
