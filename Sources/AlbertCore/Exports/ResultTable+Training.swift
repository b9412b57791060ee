// The columns of training, as albert.h promises them.

extension ResultTable {
    /// The report of a step or an evaluation, which is filled in later.
    convenience init(_ row: ReportRow) {
        self.init(
            rowCount: 1, owners: [row],
            ReportRow.floatNames.enumerated().map { index, name in
                ResultColumn(name: name, shape: [1], values: .floats(row.float(index)))
            }
                + ReportRow.intNames.enumerated().map { index, name in
                    ResultColumn(name: name, shape: [1], values: .ints(row.int(index)))
                })
    }

    /// The tensors that are trained.
    convenience init(_ parameters: [Parameter]) throws(AlbertError) {
        let rows = parameters.count
        let names = try LabelNames(parameters.map(\.name))
        let numbers = try NumberRow(
            parameters.map { Int32(clamping: $0.range.count) } + parameters.map { $0.isNew ? 1 : 0 })
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
        let row = try NumberRow([Int32(clamping: note?.step ?? -1)])
        self.init(
            rowCount: 1, owners: [texts, row],
            [
                ResultColumn(name: "step", shape: [1], values: .ints(row.ints(0..<1))),
                ResultColumn(name: "note", shape: [1], values: .texts(count: 1) { texts[$0] }),
            ])
    }
}

/// The numbers that a report's columns point to.
final class ReportRow {
    fileprivate static let floatNames: [StaticString] = [
        "loss", "piece_loss", "order_loss", "task_loss", "learning_rate", "gradient_norm",
    ]
    fileprivate static let intNames: [StaticString] = [
        "step", "piece_count", "order_count", "task_count", "piece_correct", "order_correct", "task_correct", "tokens",
    ]
    private let floats: Buffer<Float>
    private let ints: Buffer<Int32>

    init() throws(AlbertError) {
        floats = try Buffer(repeating: 0, count: Self.floatNames.count)
        ints = try Buffer(repeating: 0, count: Self.intNames.count)
    }

    /// In the order of the names.
    func fill(_ report: StepReport) {
        let losses = report.losses
        let means = [losses.loss, losses.pieces.mean, losses.orders.mean, losses.task.mean]
        let numbers = means.map { Float($0) } + [report.learningRate, Float(report.gradientNorm)]
        let counts = [
            report.step, losses.pieces.count, losses.orders.count, losses.task.count, losses.pieces.correct,
            losses.orders.correct, losses.task.correct, report.tokens,
        ]
        for (index, number) in numbers.enumerated() { floats.base[index] = number }
        for (index, count) in counts.enumerated() { ints.base[index] = Int32(clamping: count) }
    }

    fileprivate func float(_ index: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: floats.elements[index..<index + 1])
    }

    fileprivate func int(_ index: Int) -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(rebasing: ints.elements[index..<index + 1])
    }
}

/// Numbers that columns point to.
private final class NumberRow {
    private let numbers: Buffer<Int32>

    init(_ numbers: [Int32]) throws(AlbertError) { self.numbers = try Buffer(copying: numbers) }

    func ints(_ range: Range<Int>) -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(rebasing: numbers.elements[range])
    }
}
