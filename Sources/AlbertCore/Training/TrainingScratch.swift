// Memory of training steps: sized once for the largest micro-batch, and no larger ever after.

/// What one micro-batch can be at most, and the widths that sizes follow from.
struct TrainingShape: Equatable, Sendable {
    var tokens: Int
    /// The longest sequence.
    var length: Int
    var threads: Int
    let configuration: ModelConfiguration
    /// Of the task's head.
    var outputs = 0

    var widest: Int { max(3 * configuration.hiddenSize, configuration.intermediateSize, narrow, outputs) }
    /// Of vectors that are either embeddings or hidden ones.
    var narrow: Int { max(configuration.hiddenSize, configuration.embeddingSize) }
}

/// Rows of the masked-language head that are scored, and whose gradients are computed, at once.
let rowsPerDecoding = 128

final class TrainingScratch: @unchecked Sendable {
    let shape: TrainingShape
    /// [tokens, hiddenSize or embeddingSize] each: hidden vectors, their gradient, what a layer's middle was, a gradient with
    /// some left out, the gradient by attention's context. A head uses the last three for what lies between its steps.
    let hidden: FloatMatrix
    let hiddenGradient: FloatMatrix
    let middle: FloatMatrix
    let dropped: FloatMatrix
    let context: FloatMatrix
    /// [tokens, the widest of all widths but the vocabulary's]
    let wide: FloatMatrix
    /// [rowsPerDecoding, vocabularySize]: logits and their gradient.
    let logits: FloatMatrix
    let sums: RowSums
    private let sumStorage: FloatMatrix
    private let panels: FloatMatrix
    private let panelWords: Int
    private let left: FloatMatrix
    private let columns: FloatMatrix
    private let attention: FloatMatrix
    let attentionStride: Int

    init(_ shape: TrainingShape, kernels: Kernels, products: ProductKernels) throws(AlbertError) {
        self.shape = shape
        let sizes = shape.configuration
        let tokens = shape.tokens
        hidden = try FloatMatrix(rows: tokens, width: shape.narrow)
        hiddenGradient = try FloatMatrix(rows: tokens, width: shape.narrow)
        middle = try FloatMatrix(rows: tokens, width: shape.narrow)
        dropped = try FloatMatrix(rows: tokens, width: shape.narrow)
        context = try FloatMatrix(rows: tokens, width: shape.narrow)
        wide = try FloatMatrix(rows: tokens, width: shape.widest)
        let decoded = min(rowsPerDecoding, tokens)
        logits = try FloatMatrix(rows: decoded, width: sizes.vocabularySize)
        sumStorage = try FloatMatrix(
            count: max(
                try RowSums.count(rows: tokens, width: shape.widest, sets: 2),
                try RowSums.count(rows: decoded, width: sizes.vocabularySize, sets: 1)))
        sums = RowSums(base: sumStorage.base)
        let deepest = max(shape.widest, tokens, sizes.vocabularySize)
        panelWords = products.freshPanelWords(depth: deepest)
        panels = try FloatMatrix(count: try checkedProduct(panelWords, shape.threads))
        let tall = shape.widest
        columns = try FloatMatrix(
            count: max(
                try checkedProduct(tall, rowStride(tokens)),
                try checkedProduct(sizes.vocabularySize, rowStride(decoded))))
        left = try FloatMatrix(
            count: products.prepares(hidden.view)
                ? max(
                    try checkedProduct(tokens, rowStride(products.words(tall))),
                    try checkedProduct(tall, rowStride(products.words(tokens))),
                    try checkedProduct(decoded, rowStride(products.words(sizes.vocabularySize))),
                    try checkedProduct(sizes.vocabularySize, rowStride(products.words(decoded)))) : 0)
        attentionStride = TrainedAttentionScratch.wordCount(
            length: shape.length, headWidth: sizes.headWidth, products: products)
        attention = try FloatMatrix(count: try checkedProduct(attentionStride, shape.threads))
    }

    /// Of a product whose sums have `depth` terms.
    func product(depth: Int, _ products: ProductKernels) -> FreshProductScratch {
        let stride = rowStride(products.words(depth))
        return FreshProductScratch(
            prepared: left.isEmpty ? nil : MatrixView(base: left.base, stride: stride), panels: panels.base,
            wordsPerThread: panelWords)
    }

    /// A transposed gradient of `columns` rows.
    func transposed(columns count: Int) -> MatrixView { MatrixView(base: columns.base, stride: rowStride(count)) }

    func attention(thread: Int) -> UnsafeMutablePointer<Float> { attention.base + thread * attentionStride }
}

/// Floats in memory of their own, with the row stride that products like; to be written before they are read.
final class FloatMatrix: @unchecked Sendable {
    private let values: Buffer<Float>
    private let stride: Int

    init(rows: Int, width: Int) throws(AlbertError) {
        stride = rowStride(width)
        values = try Buffer(uninitialized: try checkedProduct(rows, stride))
    }

    /// Without rows.
    init(count: Int) throws(AlbertError) {
        stride = 0
        values = try Buffer(uninitialized: count)
    }

    var base: UnsafeMutablePointer<Float> { values.base }
    var isEmpty: Bool { values.isEmpty }
    var view: MatrixView { MatrixView(base: values.base, stride: stride) }
    var byteCount: Int { values.byteCount }
}
