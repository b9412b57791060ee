// Numbers that follow from a configuration.

extension ModelConfiguration {
    /// How often a layer is applied: every layer runs all inner layers of its group.
    var applicationCount: Int { layerCount * innerGroupCount }

    /// The width of one attention head.
    var headWidth: Int { hiddenSize / headCount }
}
