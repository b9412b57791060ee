// How many tokens fit into the scratch memory that a caller grants.

extension Model {
    /// The tokens that can be computed at once in `memory` bytes of scratch; throws where a sequence of `length` tokens alone
    /// needs more.
    func tokenLimit(memory: Int, length: Int, threads: Int) throws(AlbertError) -> Int {
        let shape = workspaces.shape
        let perToken = shape.wordsPerToken * MemoryLayout<Float>.stride
        let fixed = try checkedProduct(
            try checkedProduct(threads, shape.wordsPerThread(length: length, kernels)), MemoryLayout<Float>.stride)
        let limit = (memory - fixed) / perToken
        guard limit >= length else {
            let needed = try checkedSum(fixed, try checkedProduct(length, perToken))
            throw AlbertError(
                .limit, at: "memory_budget",
                "\(memory >> 20) MB are too little: a sequence of \(length) tokens on \(threads) threads needs \((needed - 1) >> 20 + 1)"
            )
        }
        return min(limit, tokensPerSlice)
    }
}

/// What `Workspace.reserve` takes, in words of four bytes.
extension Workspace.Shape {
    /// narrow; hidden, gathered and pooled; projections; context.
    var wordsPerToken: Int {
        Matrix.stride(ofWidth: embeddingSize, isNarrow: false) + 3 * Matrix.stride(ofWidth: hiddenSize, isNarrow: false)
            + Matrix.stride(ofWidth: 3 * hiddenSize, isNarrow: precision.isNarrow)
            + Matrix.stride(ofWidth: hiddenSize, isNarrow: precision.isNarrow)
    }

    /// A block's update, wide and prepared rows; a tile; what attention needs for sequences of `length` tokens.
    func wordsPerThread(length: Int, _ kernels: Kernels) -> Int {
        let prepared = preparedWidth(kernels)
        let row =
            Matrix.stride(ofWidth: hiddenSize, isNarrow: false)
            + Matrix.stride(ofWidth: intermediateSize, isNarrow: precision.isNarrow)
            + (prepared > 0 ? Matrix.stride(ofWidth: prepared, isNarrow: false) : 0)
        let attention = AttentionScratch.wordCount(
            length: length, headWidth: headWidth, products: kernels.products(precision.ofAttention))
        return kernels.rowBlock * row + kernels.rowTile * kernels.columnTile + attention
    }
}
