// Which values a training step leaves out: decided by a hash of the seed, the step, the place in the model and the place in
// the batch, so that threads, micro-batches and recomputation see the same ones.

/// Where values are left out (ALBERT.md 7).
enum DropoutSite: UInt64, CaseIterable {
    case embeddings = 1
    case attention
    case attentionOutput
    case feedForwardOutput
    case head
    case orderHead
}

/// Probabilities, and which of the two published systems' sites they apply to.
struct DropoutSettings: Equatable, Sendable {
    /// Where the original implementation and transformers differ.
    enum Sites: String, Sendable, CaseIterable {
        /// transformers: not on the feed-forward network's output; on the sentence-order head.
        case huggingFace = "hugging-face"
        /// The original: on the feed-forward network's output; not on the sentence-order head.
        case original
    }

    var hidden: Float = 0
    var attention: Float = 0
    /// Of the task heads, and of the sentence-order head.
    var head: Float = 0
    var sites = Sites.huggingFace

    func probability(_ site: DropoutSite) -> Float {
        switch site {
        case .embeddings, .attentionOutput: hidden
        case .attention: attention
        case .feedForwardOutput: sites == .original ? hidden : 0
        case .head: head
        case .orderHead: sites == .original ? 0 : head
        }
    }
}

/// One step's dropout.
struct Dropout: Sendable {
    let settings: DropoutSettings
    let seed: UInt64
    let step: UInt64
    /// Tokens of the step in earlier micro-batches, and sequences.
    var firstToken = 0
    var firstSequence = 0

    /// What a site does, nil where it does nothing. `place` tells applications of one layer, or heads, apart.
    func mask(_ site: DropoutSite, place: Int = 0) -> DropoutMask? {
        let probability = settings.probability(site)
        guard probability > 0 else { return nil }
        // Scrambled before the step joins it: seed 1 in step 2 must not have the masks of seed 2 in step 1.
        var key = scramble(seed)
        for part in [step, site.rawValue, UInt64(truncatingIfNeeded: place)] { key = scramble(key ^ part) }
        return DropoutMask(
            key: key, threshold: UInt32(min(Double(probability) * 0x1p32, 0x1p32 - 1)),
            factor: Float(1 / (1 - Double(probability))))
    }
}

/// Which values of one site fall out.
struct DropoutMask: Sendable {
    let key: UInt64
    let threshold: UInt32
    /// Of those that stay.
    let factor: Float

    /// Values `first` to `first + count` of the site, in place.
    func apply(_ kernels: Kernels, to values: UnsafeMutablePointer<Float>, first: Int, count: Int) {
        kernels.drop(values, count: count, key: key, first: first, threshold: threshold, factor: factor)
    }
}

/// What SplitMix64 gives in the state `value` (Steele, Lea and Flood, 2014).
private func scramble(_ value: UInt64) -> UInt64 {
    var x = value &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
}
