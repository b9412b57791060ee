// Numbers that follow from a configuration.

extension ModelConfiguration {
    /// How often a layer is applied: every layer runs all inner layers of its group.
    var applicationCount: Int { layerCount * innerGroupCount }

    /// The width of one attention head.
    var headWidth: Int { hiddenSize / headCount }

    /// Which layer is applied as number `application`. ALBERT's one idea: mostly the same layer, the same weights, again and again.
    /// Groups share the layers out in runs of equal length. Where a quotient comes out below a whole number only by rounding, it is
    /// cut off as in transformers (AlbertTransformer.forward).
    func layer(ofApplication application: Int) -> (group: Int, inner: Int) {
        let layersPerGroup = Double(layerCount) / Double(groupCount)
        let group = Int(Double(application / innerGroupCount) / layersPerGroup)
        return (min(group, groupCount - 1), application % innerGroupCount)
    }
}
