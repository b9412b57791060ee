// The model without its heads: embeddings and layers, in the order in which data meets them.

/// The encoder's parameters.
final class Encoder: @unchecked Sendable {
    let embeddings: Embeddings
    /// [groups][inner layers]
    let groups: [[AlbertLayer]]
    /// What is applied, one after the other: mostly the same layer again and again.
    let applications: [AlbertLayer]

    init(_ sizes: ModelConfiguration, embeddings: Embeddings, groups: [[AlbertLayer]]) {
        self.embeddings = embeddings
        self.groups = groups
        applications = (0..<sizes.applicationCount).map {
            let (group, inner) = sizes.layer(ofApplication: $0)
            return groups[group][inner]
        }
    }
}
