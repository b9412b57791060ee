// How many tokens fit into the scratch memory that a caller grants.

extension Model {
    /// The tokens that can be computed at once in `memory` bytes of scratch; throws where a sequence of `length` tokens alone
    /// needs more.
    func tokenLimit(memory: Int, length: Int, threads: Int) throws(AlbertError) -> Int {
        let hidden = configuration.hiddenSize
        let attention = AttentionScratch.wordCount(
            length: length, headWidth: configuration.headWidth, products: kernels.products(info.precision.ofAttention))
        // update, wide, prepared.
        let block = rowsPerBlock * (hidden + 2 * configuration.intermediateSize)
        let fixed = try checkedProduct(
            try checkedProduct(threads, block + attention), MemoryLayout<Float>.stride)
        // narrow, hidden, three projections, context, gathered, pooled.
        let perToken = (configuration.embeddingSize + 7 * hidden) * MemoryLayout<Float>.stride
        let limit = (memory - fixed) / perToken
        guard limit >= length else {
            let needed = (fixed + length * perToken) >> 20 + 1
            throw AlbertError(
                .limit, at: "memory_budget",
                "\(memory >> 20) MB are too little: a sequence of \(length) tokens on \(threads) threads needs \(needed)"
            )
        }
        return min(limit, tokensPerSlice)
    }
}
