// The matrices of a model on their way from the file into panels. Every run of rows is read, widened and packed by one thread
// while it is in its cache, so that no tensor is in memory twice; threads take the next run whenever they are free.

final class PackingQueue: @unchecked Sendable {
    /// Some panels of one matrix.
    private struct Run {
        let packed: PackedMatrix
        let panels: Range<Int>
        /// The source: matrices [outputs, inputs] whose rows, one after the other, are the packed columns.
        let entries: [TensorEntry]
        let outputs: Int
    }

    /// Elements per run: with the rows as they come and the panels as they go, within a core's second cache.
    private static let runElementCount = 1 << 16

    private let reader: WeightReader
    private let watch: Watch
    private let lock: Lock
    private var runs: [Run] = []
    private var next = 0
    private var largestRun = 0

    init(_ reader: WeightReader, watch: Watch) throws(AlbertError) {
        self.reader = reader
        self.watch = watch
        lock = try Lock()
    }

    /// Queues the panels of `packed`, which hold the rows of `entries`, matrices [outputs, depth] of one type. Not to be called
    /// once the queue runs.
    func add(_ entries: [TensorEntry], outputs: Int, into packed: PackedMatrix) throws(AlbertError) {
        let panelElementCount = try checkedProduct(packed.panelWidth, packed.depth)
        let panelsPerRun = max(1, Self.runElementCount / max(1, panelElementCount))
        largestRun = max(largestRun, try checkedProduct(panelsPerRun, panelElementCount))
        for start in stride(from: 0, to: packed.panelCount, by: panelsPerRun) {
            let panels = start..<min(start + panelsPerRun, packed.panelCount)
            runs.append(Run(packed: packed, panels: panels, entries: entries, outputs: outputs))
        }
    }

    /// Takes runs until none is left. Many threads may do this at once; the matrices are filled when all have returned.
    func work() throws(AlbertError) {
        guard var run = takeRun() else { return }
        let rows = try Buffer<Float>(uninitialized: largestRun)
        let raw = try Buffer<UInt8>(uninitialized: try checkedProduct(largestRun, MemoryLayout<Float>.size))
        while true {
            try watch.check()
            try pack(run, rows: rows.base, raw: raw.base)
            guard let following = takeRun() else { return }
            run = following
        }
    }

    private func takeRun() -> Run? {
        lock.withLock {
            guard next < runs.count else { return nil }
            defer { next += 1 }
            return runs[next]
        }
    }

    private func pack(
        _ run: Run, rows: UnsafeMutablePointer<Float>, raw: UnsafeMutablePointer<UInt8>
    ) throws(AlbertError) {
        let (packed, depth) = (run.packed, run.packed.depth)
        let first = run.panels.lowerBound * packed.panelWidth
        let end = min(run.panels.upperBound * packed.panelWidth, packed.columns)
        var column = first
        while column < end {
            let part = column % run.outputs..<min(run.outputs, column % run.outputs + end - column)
            try reader.read(
                run.entries[column / run.outputs], part.lowerBound * depth..<part.upperBound * depth, raw: raw,
                into: rows + (column - first) * depth)
            column += part.count
        }
        for panel in run.panels {
            let columns = packed.columnRange(ofPanel: panel)
            packed.products.packTransposed(
                MatrixView(base: rows + (columns.lowerBound - first) * depth, stride: depth), columns: columns.count,
                depth: depth, into: packed.panel(panel))
        }
    }
}
