// One slice of a batch on its way through the model: what all steps share.

/// The slice, its workspace, and how many threads work on it.
final class ForwardPass: @unchecked Sendable {
    let kernels: Kernels
    let batch: Batch
    let slice: BatchSlice
    let work: Workspace
    let threads: Int
    let watch: Watch
    /// The first row of each sequence of the slice.
    let starts: [Int]

    init(kernels: Kernels, batch: Batch, slice: BatchSlice, work: Workspace, threads: Int, watch: Watch) {
        self.kernels = kernels
        self.batch = batch
        self.slice = slice
        self.work = work
        self.threads = threads
        self.watch = watch
        var starts: [Int] = []
        starts.reserveCapacity(slice.sequences.count)
        var next = 0
        for sequence in slice.sequences {
            starts.append(next)
            next += Int(batch.lengths[sequence])
        }
        self.starts = starts
    }

    var rows: Int { slice.tokens.count }

    /// The mask of the sequence that starts at row `row` of the slice.
    func mask(from row: Int) -> UnsafePointer<Int32>? {
        batch.attentionMask?.baseAddress.map { $0 + slice.tokens.lowerBound + row }
    }

    /// target = activation(linear(input)) for the first `rows` rows; of its columns, `columns` or all. A call may end early
    /// inside each product, so that cancelling is quick at any size of model.
    func linear(
        _ linear: Linear, _ input: MatrixView, rows: Int, columns: Range<Int>? = nil,
        _ activation: Activation = .none, into target: MatrixView
    ) throws(AlbertError) {
        kernels.apply(
            linear, to: input, rows: rows, prepared: work.prepared.view, columns: columns, activation: activation, into: target, threads: threads,
            watch: watch)
        try watch.check()
    }

    /// hidden = LayerNorm(update + hidden) for the first `rows` rows.
    func addAndNorm(_ update: MatrixView, to hidden: MatrixView, rows: Int, _ norm: LayerNorm) {
        kernels.layerNorm(
            update, plus: hidden, rows: rows, width: norm.scale.count, norm, into: hidden, threads: threads)
    }
}
