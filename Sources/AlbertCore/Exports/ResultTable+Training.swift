// The columns of training, as albert.h promises them.

extension ResultTable {
    /// The report of a step or an evaluation.
    convenience init(_ report: StepReport) throws(AlbertError) {
        let losses = report.losses
        let floats: [(StaticString, Double)] = [
            ("loss", losses.loss), ("piece_loss", losses.pieces.mean), ("order_loss", losses.orders.mean),
            ("task_loss", losses.task.mean), ("learning_rate", Double(report.learningRate)),
            ("gradient_norm", report.gradientNorm),
        ]
        let ints: [(StaticString, Int)] = [
            ("step", report.step), ("piece_count", losses.pieces.count), ("order_count", losses.orders.count),
            ("task_count", losses.task.count), ("piece_correct", losses.pieces.correct),
            ("order_correct", losses.orders.correct), ("task_correct", losses.task.correct), ("tokens", report.tokens),
        ]
        let row = try ReportRow(floats: floats.map { Float($0.1) }, ints: ints.map { Int32(clamping: $0.1) })
        self.init(
            rowCount: 1, owners: [row],
            floats.enumerated().map { index, column in
                ResultColumn(name: column.0, shape: [1], values: .floats(row.float(index)))
            }
                + ints.enumerated().map { index, column in
                    ResultColumn(name: column.0, shape: [1], values: .ints(row.int(index)))
                })
    }

    /// The tensors that are trained.
    convenience init(_ parameters: [Parameter]) throws(AlbertError) {
        let rows = parameters.count
        let names = try LabelNames(parameters.map(\.name))
        let numbers = try ReportRow(
            floats: [], ints: parameters.map { Int32(clamping: $0.range.count) } + parameters.map { $0.isNew ? 1 : 0 })
        self.init(
            rowCount: rows, owners: [names, numbers],
            [
                ResultColumn(name: "name", shape: [rows], values: .texts(count: rows) { names[$0] }),
                ResultColumn(name: "count", shape: [rows], values: .ints(numbers.ints(0..<rows))),
                ResultColumn(name: "new", shape: [rows], values: .ints(numbers.ints(rows..<2 * rows))),
            ])
    }

    /// What a checkpoint said; nil: there is none.
    convenience init(_ note: CheckpointNote?) throws(AlbertError) {
        let texts = try LabelNames([note?.text ?? ""])
        let row = try ReportRow(floats: [], ints: [Int32(clamping: note?.step ?? -1)])
        self.init(
            rowCount: 1, owners: [texts, row],
            [
                ResultColumn(name: "step", shape: [1], values: .ints(row.int(0))),
                ResultColumn(name: "note", shape: [1], values: .texts(count: 1) { texts[$0] }),
            ])
    }
}

/// Numbers that columns of one row point to.
private final class ReportRow {
    private let floats: Buffer<Float>
    private let ints: Buffer<Int32>

    init(floats: [Float], ints: [Int32]) throws(AlbertError) {
        self.floats = try Buffer(copying: floats)
        self.ints = try Buffer(copying: ints)
    }

    func float(_ index: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: floats.elements[index..<index + 1])
    }

    func int(_ index: Int) -> UnsafeBufferPointer<Int32> { ints(index..<index + 1) }

    func ints(_ range: Range<Int>) -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(rebasing: ints.elements[range])
    }
}
