// From ids to vectors: three tables added and normed in the narrow width, then widened.

/// The embedding tables and the map from embeddingSize to hiddenSize.
final class Embeddings: @unchecked Sendable {
    /// The word table as the decoder of the masked-language-model head reads it: [embeddingSize, vocabulary] packed. One
    /// copy serves both.
    let words: PackedMatrix
    /// [positions, embeddingSize]
    let positions: Buffer<Float>
    /// [types, embeddingSize]
    let types: Buffer<Float>
    let norm: LayerNorm
    let widening: Linear

    init(
        words: PackedMatrix, positions: consuming Buffer<Float>, types: consuming Buffer<Float>, norm: LayerNorm,
        widening: Linear
    ) {
        self.words = words
        self.positions = positions
        self.types = types
        self.norm = norm
        self.widening = widening
    }

    /// narrow[token] = LayerNorm(words[id] + types[type] + positions[place in the sequence]) for a slice of a batch.
    func lookUp(_ batch: Batch, _ slice: BatchSlice, kernels: Kernels, into narrow: MatrixView, threads: Int) {
        var first = 0
        for sequence in slice.sequences {
            let length = Int(batch.lengths[sequence])
            let start = first
            kernels.forEachRun(of: length, threads: threads) { run in
                for position in run {
                    self.lookUp(
                        batch, token: slice.tokens.lowerBound + start + position, position: position, kernels: kernels,
                        into: narrow.row(start + position))
                }
            }
            first += length
        }
    }

    private func lookUp(
        _ batch: Batch, token: Int, position: Int, kernels: Kernels, into row: UnsafeMutablePointer<Float>
    ) {
        let width = words.depth
        let type = batch.typeIDs.map { Int($0[token]) } ?? 0
        words.copyColumn(Int(batch.ids[token]), to: row)
        // Type before position: the order in which transformers adds them.
        kernels.add(UnsafePointer(types.base + type * width), to: row, count: width)
        kernels.add(UnsafePointer(positions.base + position * width), to: row, count: width)
        kernels.normalize(row, norm)
    }
}
