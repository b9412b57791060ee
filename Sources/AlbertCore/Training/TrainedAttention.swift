// Self-attention in training. Forwards only the context is kept; backwards the weights are computed again, which costs a
// sixth of the head's products and saves [heads, length, length] floats per application.

/// Where one thread's scratch lies, in words.
struct TrainedAttentionScratch {
    /// [length, length] each: weights, their gradient, one of them transposed.
    let weights: MatrixView
    let gradient: MatrixView
    let transposed: MatrixView
    /// Left-hand sides as narrow products want them.
    let prepared: UnsafeMutablePointer<Float>
    let panels: UnsafeMutablePointer<Float>
    let panelWords: Int

    init(_ base: UnsafeMutablePointer<Float>, length: Int, headWidth: Int, products: ProductKernels) {
        let square = length * rowStride(length)
        weights = MatrixView(base: base, stride: rowStride(length))
        gradient = weights.rows(from: length)
        transposed = gradient.rows(from: length)
        prepared = base + 3 * square
        panels = prepared + Self.preparedWords(length: length, headWidth: headWidth)
        panelWords = Self.panelWords(length: length, headWidth: headWidth, products: products)
    }

    static func wordCount(length: Int, headWidth: Int, products: ProductKernels) -> Int {
        3 * length * rowStride(length) + preparedWords(length: length, headWidth: headWidth)
            + panelWords(length: length, headWidth: headWidth, products: products)
    }

    private static func preparedWords(length: Int, headWidth: Int) -> Int { length * rowStride(max(length, headWidth)) }

    private static func panelWords(length: Int, headWidth: Int, products: ProductKernels) -> Int {
        let panels = max(products.panelCount(length), products.panelCount(headWidth))
        return panels * products.panelWords(max(length, headWidth))
    }
}

/// Attention of all heads over all sequences; queries, keys and values lie side by side in [tokens, 3 × hiddenSize].
struct TrainedAttention {
    let headCount: Int
    let headWidth: Int
    /// Tells applications of a layer apart for dropout.
    let place: Int

    private var hiddenSize: Int { headCount * headWidth }

    /// context[tokens, hiddenSize] from projections[tokens, 3 × hiddenSize].
    func forward(_ pass: TrainingPass, projections: MatrixView, into context: MatrixView) {
        forEachHead(pass) { head in
            let own = head.own(projections)
            head.computeWeights(own)
            head.multiply(
                head.scratch.weights, rows: head.length, depth: head.length, .rows(own.values), headWidth,
                into: head.own(context).queries)
        }
    }

    /// The gradient by the projections from the one by the context, both as wide as those.
    func backward(_ pass: TrainingPass, projections: MatrixView, gradient: MatrixView, into target: MatrixView) {
        forEachHead(pass) { head in
            let own = head.own(projections)
            let output = head.own(target)
            let given = head.own(gradient).queries
            let (weights, gradient, transposed) = (head.scratch.weights, head.scratch.gradient, head.scratch.transposed)
            let length = head.length
            // dV = droppedᵀ · dC
            head.computeWeights(own)
            head.transpose(weights)
            head.multiply(transposed, rows: length, depth: length, .rows(given), headWidth, into: output.values)
            // dP = dC · Vᵀ, through dropout and softmax dS
            head.multiply(given, rows: length, depth: headWidth, .transposed(own.values), length, into: gradient)
            head.drop(gradient)
            if head.isDropping { head.computeWeights(own, drops: false) }
            for row in 0..<length {
                pass.kernels.softmaxGradient(
                    weights.row(row), gradient: gradient.row(row), factor: head.factor, count: length)
            }
            // dQ = dS · K, dK = dSᵀ · Q
            head.multiply(gradient, rows: length, depth: length, .rows(own.keys), headWidth, into: output.queries)
            head.transpose(gradient)
            head.multiply(transposed, rows: length, depth: length, .rows(own.queries), headWidth, into: output.keys)
        }
    }

    private func forEachHead(_ pass: TrainingPass, _ body: (TrainedHead) -> Void) {
        runTasks(pass.starts.count * headCount, threads: pass.threads) { task, thread in
            let sequence = task / headCount
            let number = task % headCount
            let mask = pass.dropout?.mask(.attention, place: place * headCount + number)
            let length = pass.length(sequence)
            body(
                TrainedHead(
                    pass: pass, number: number, width: headWidth, hiddenSize: hiddenSize,
                    first: pass.starts[sequence], length: length, sequence: sequence, mask: mask,
                    scratch: TrainedAttentionScratch(
                        pass.scratch.attention(thread: thread), length: length, headWidth: headWidth,
                        products: pass.products)))
        }
    }
}

/// One head over one sequence.
private struct TrainedHead {
    let pass: TrainingPass
    let number: Int
    let width: Int
    let hiddenSize: Int
    /// The sequence's first row.
    let first: Int
    let length: Int
    let sequence: Int
    let mask: DropoutMask?
    let scratch: TrainedAttentionScratch

    var factor: Float { 1 / Float(width).squareRoot() }
    var isDropping: Bool { mask != nil }

    /// The head's part of a matrix of the whole batch; of one that is hiddenSize wide only `queries`.
    func own(_ matrix: MatrixView) -> (queries: MatrixView, keys: MatrixView, values: MatrixView) {
        let queries = matrix.rows(from: first).columns(from: number * width)
        return (queries, queries.columns(from: hiddenSize), queries.columns(from: 2 * hiddenSize))
    }

    /// scratch.weights = softmax(Q · Kᵀ / √width), some of them left out where `drops`.
    func computeWeights(_ own: (queries: MatrixView, keys: MatrixView, values: MatrixView), drops: Bool = true) {
        multiply(own.queries, rows: length, depth: width, .transposed(own.keys), length, into: scratch.weights)
        let attended = pass.batch.attentionMask.map { $0[first..<first + length] }
        let hasKeys = attended?.contains { $0 != 0 } ?? true
        for row in 0..<length {
            let values = scratch.weights.row(row)
            if let attended {
                for (position, isKept) in attended.enumerated() where isKept == 0 { values[position] = -.infinity }
            }
            if hasKeys {
                pass.kernels.softmax(values, factor: factor, count: length)
            } else {
                values.update(repeating: 0, count: length)
            }
        }
        if drops { drop(scratch.weights) }
    }

    /// Each sequence has a million million places, more than the square of any length.
    func drop(_ values: MatrixView) {
        guard let mask, let dropout = pass.dropout else { return }
        let start = (dropout.firstSequence + sequence) << 40
        for row in 0..<length {
            mask.apply(pass.kernels, to: values.row(row), first: start + row * length, count: length)
        }
    }

    func transpose(_ source: MatrixView) {
        pass.kernels.transpose(source, rows: length, columns: length, into: scratch.transposed, threads: 1)
    }

    func multiply(
        _ a: MatrixView, rows: Int, depth: Int, _ b: RightSide, _ columns: Int, into c: MatrixView
    ) {
        let products = pass.products
        var left = a
        if products.prepares(a) {
            left = MatrixView(base: scratch.prepared, stride: rowStride(products.words(depth)))
            for row in 0..<rows { products.prepare(a, row: row, depth: depth, into: left.row(row)) }
        }
        products.multiply(
            FreshProduct(a: a, rows: rows, depth: depth, b: b, columns: columns, c: c), prepared: left,
            panels: 0..<products.panelCount(columns), in: scratch.panels, words: scratch.panelWords)
    }
}
