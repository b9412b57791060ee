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

    /// narrow[token] = LayerNorm(words[id] + types[type] + positions[place in the sequence]) for the rows of a block.
    func lookUp(_ block: RowBlock, into narrow: MatrixView) {
        let pass = block.pass
        for (sequence, start) in pass.starts.enumerated() {
            let end = start + Int(pass.batch.lengths[pass.slice.sequences.lowerBound + sequence])
            let rows = block.rows.clamped(to: start..<end)
            pass.kernels.forEachRun(of: rows.count, threads: block.threads) { run in
                for offset in run {
                    let row = rows.lowerBound + offset
                    lookUp(
                        pass.batch, token: pass.slice.tokens.lowerBound + row, position: row - start,
                        kernels: pass.kernels, into: narrow.row(row))
                }
            }
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
