// One micro-batch on its way forwards and backwards through a model: what every operation needs to know.

struct TrainingPass: @unchecked Sendable {
    let kernels: Kernels
    /// Of every product, float32 or bfloat16. Whatever lies between products is float32.
    let products: ProductKernels
    let batch: Batch
    /// The first row of each sequence.
    let starts: [Int]
    let scratch: TrainingScratch
    /// nil: every product packs its own.
    let packed: PackedWeights?
    /// Rows whose last hidden vectors the labels ask for; nil: all.
    let rowsRead: RowSelection?
    /// nil where nothing is left out.
    let dropout: Dropout?
    let threads: Int
    let watch: Watch

    /// Tokens of the batch.
    var rows: Int { batch.ids.count }

    /// Rows of an application beyond attention.
    func rowCount(_ selection: RowSelection?) -> Int { selection?.count ?? rows }

    func length(_ sequence: Int) -> Int { Int(batch.lengths[sequence]) }

    func multiply(_ product: FreshProduct) {
        kernels.multiply(
            product, products, scratch: scratch.product(depth: product.depth, products), threads: threads)
    }

    /// target[outputs, inputs] += gradient[rows, outputs]ᵀ · input[rows, inputs].
    func addWeightGradient(
        input: MatrixView, inputs: Int, gradient: MatrixView, outputs: Int, rows: Int,
        to target: UnsafeMutablePointer<Float>
    ) {
        let transposed = scratch.transposed(columns: rows)
        kernels.transpose(gradient, rows: rows, columns: outputs, into: transposed, threads: threads)
        multiply(
            FreshProduct(
                a: transposed, rows: outputs, depth: rows, b: .rows(input), columns: inputs,
                c: MatrixView(base: target, stride: inputs), adds: true))
    }

    /// The batch's first token, and its first sequence, in the step.
    var firstToken: Int { dropout?.firstToken ?? 0 }
    var firstSequence: Int { dropout?.firstSequence ?? 0 }

    /// Leaves values of `matrix` [rows, width] out as `mask` says; row 0 is the step's row `first`, or rows are those of
    /// `selection` counted from there.
    func drop(
        _ mask: DropoutMask?, _ matrix: MatrixView, rows: Int, width: Int, firstRow first: Int,
        only selection: RowSelection? = nil
    ) {
        guard let mask else { return }
        kernels.forEachRun(of: rows, threads: threads) { run in
            for row in run {
                let place = first + (selection?.rows[row] ?? row)
                mask.apply(kernels, to: matrix.row(row), first: place * width, count: width)
            }
        }
    }

    /// Copies rows of `source`, chosen by number, to the front of `target`.
    func gather(_ source: MatrixView, rows: ArraySlice<Int>, width: Int, into target: MatrixView) {
        for (index, row) in rows.enumerated() { target.row(index).update(from: source.row(row), count: width) }
    }

    /// Adds the first rows of `source` to the rows of `target` that `rows` names.
    func scatter(_ source: MatrixView, rows: ArraySlice<Int>, width: Int, addingTo target: MatrixView) {
        for (index, row) in rows.enumerated() { kernels.add(source.row(index), to: target.row(row), count: width) }
    }
}
