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

    /// How many layers are applied, one after the other: every inner layer of every layer's group.
    var applicationCount: Int { layerCount * (groups.first?.count ?? 0) }

    /// What is applied as number `application`. ALBERT's one idea: mostly the same layer, the same weights, again and again.
    /// Groups share the layers out in runs of equal length.
    func layer(ofApplication application: Int) -> AlbertLayer {
        let inner = groups[0].count
        return groups[application / inner * groups.count / layerCount][application % inner]
    }
}
