// Scratch memory of one computation, all of it sized before the first product: out of memory can happen here only.

/// The intermediate matrices of a slice of a batch. Rows are tokens.
final class Workspace: @unchecked Sendable {
    private(set) var tokenCapacity = 0
    private(set) var threadCapacity = 0
    private(set) var lengthCapacity = 0
    private(set) var blockRowCapacity = 0
    private let shape: Shape

    /// [tokens, embeddingSize]
    private(set) var narrow: Matrix
    /// [tokens, hiddenSize]: the hidden vectors as they go from layer to layer.
    private(set) var hidden: Matrix
    /// [tokens, 3 × hiddenSize]: queries, keys and values side by side.
    private(set) var projections: Matrix
    /// [tokens, hiddenSize]: what attention gathered.
    private(set) var context: Matrix
    /// The kernels' `rowBlock` rows per thread, of hiddenSize and of intermediateSize: a RowBlock's scratch.
    private(set) var update: Matrix
    private(set) var wide: Matrix
    /// The same for left-hand sides of products, in words; empty for float32.
    private(set) var prepared: Matrix
    /// [tokens, hiddenSize]: rows that a head reads, and what the pooler makes of them.
    private(set) var gathered: Matrix
    private(set) var pooled: Matrix
    /// A tile of floats per thread, `tileStride` apart.
    private(set) var tiles: Buffer<Float>
    private(set) var tileStride = 0
    /// One block per thread.
    private(set) var attention: Buffer<Float>
    private(set) var attentionStride = 0

    /// The widths that sizes follow from.
    struct Shape: Sendable {
        let embeddingSize: Int
        let hiddenSize: Int
        let intermediateSize: Int
        let headWidth: Int
        let precision: Precision
    }

    init(_ shape: Shape) throws(AlbertError) {
        self.shape = shape
        narrow = try Matrix()
        hidden = try Matrix()
        projections = try Matrix(isNarrow: shape.precision.isNarrow)
        context = try Matrix(isNarrow: shape.precision.isNarrow)
        update = try Matrix()
        wide = try Matrix(isNarrow: shape.precision.isNarrow)
        prepared = try Matrix()
        gathered = try Matrix()
        pooled = try Matrix()
        tiles = try Buffer()
        attention = try Buffer()
    }

    /// Makes room for `tokens` tokens in sequences of at most `length`, worked on by `threads` threads.
    func reserve(tokens: Int, length: Int, threads: Int, kernels: Kernels) throws(AlbertError) {
        if tokens > tokenCapacity {
            try narrow.reserve(rows: tokens, width: shape.embeddingSize)
            try hidden.reserve(rows: tokens, width: shape.hiddenSize)
            try projections.reserve(rows: tokens, width: 3 * shape.hiddenSize)
            try context.reserve(rows: tokens, width: shape.hiddenSize)
            try gathered.reserve(rows: tokens, width: shape.hiddenSize)
            try pooled.reserve(rows: tokens, width: shape.hiddenSize)
            tokenCapacity = tokens
        }
        // A lone thread needs no more rows than there are.
        let blockRows = threads == 1 ? min(tokens, kernels.rowBlock) : try checkedProduct(threads, kernels.rowBlock)
        if blockRows > blockRowCapacity {
            try update.reserve(rows: blockRows, width: shape.hiddenSize)
            try wide.reserve(rows: blockRows, width: shape.intermediateSize)
            let preparedWidth = shape.preparedWidth(kernels)
            if preparedWidth > 0 { try prepared.reserve(rows: blockRows, width: preparedWidth) }
            blockRowCapacity = blockRows
        }
        if length > lengthCapacity || threads > threadCapacity {
            let (length, threads) = (max(length, lengthCapacity), max(threads, threadCapacity))
            let tile = kernels.rowTile * kernels.columnTile
            let tileCount = try checkedProduct(tile, threads)
            if tileCount > tiles.count { tiles = try Buffer(uninitialized: tileCount) }
            let words = AttentionScratch.wordCount(
                length: length, headWidth: shape.headWidth, products: kernels.products(shape.precision.ofAttention))
            let count = try checkedProduct(words, threads)
            if count > attention.count { attention = try Buffer(uninitialized: count) }
            // Last: what says that there is room must not outlive an error.
            (lengthCapacity, threadCapacity, tileStride, attentionStride) = (length, threads, tile, words)
        }
    }

}

extension Workspace.Shape {
    /// The widest prepared row: inside the layers or, where those are int8, outside.
    func preparedWidth(_ kernels: Kernels) -> Int {
        guard precision.isNarrow else { return 0 }
        let inside = kernels.products(precision)
        let outside = kernels.products(precision.outsideLayers)
        return max(
            inside.words(max(hiddenSize, intermediateSize)), outside.words(max(hiddenSize, embeddingSize)))
    }
}

/// A growing matrix, of floats or bfloat16, with the row stride that products like.
struct Matrix: ~Copyable {
    private(set) var values: Buffer<Float>
    private(set) var stride = 0
    private let isNarrow: Bool

    init(isNarrow: Bool = false) throws(AlbertError) {
        values = try Buffer()
        self.isNarrow = isNarrow
    }

    var view: MatrixView { MatrixView(base: values.base, stride: stride, isNarrow: isNarrow) }

    /// The words from row to row.
    static func stride(ofWidth width: Int, isNarrow: Bool) -> Int { rowStride(isNarrow ? (width + 1) / 2 : width) }

    /// Room for `rows` rows of `width` values; the old contents are lost.
    mutating func reserve(rows: Int, width: Int) throws(AlbertError) {
        stride = Self.stride(ofWidth: width, isNarrow: isNarrow)
        let count = try checkedProduct(rows, stride)
        guard count > values.count else { return }
        // Products read narrow rows to the end of the last word: what nobody writes there must be a number.
        values = isNarrow ? try Buffer(repeating: 0, count: count) : try Buffer(uninitialized: count)
    }
}
