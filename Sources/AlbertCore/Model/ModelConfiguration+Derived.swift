// Numbers that follow from a configuration.

extension ModelConfiguration {
    /// How often a layer is applied: every layer runs all inner layers of its group.
    var applicationCount: Int { layerCount * innerGroupCount }

    /// The width of one attention head.
    var headWidth: Int { hiddenSize / headCount }

    /// Which layer is applied as number `application`. ALBERT's one idea: mostly the same layer, the same weights, again and again.
    /// Groups share the layers out in runs of equal length.
    func layer(ofApplication application: Int) -> (group: Int, inner: Int) {
        (application / innerGroupCount * groupCount / layerCount, application % innerGroupCount)
    }
}
