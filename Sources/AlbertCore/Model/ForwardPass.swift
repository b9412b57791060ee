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
}
