// The losses of the task heads: what each kind of label makes of the logits.

/// One label, one number or some labels per sequence, or one choice per item; all from the pooled vectors.
struct PooledObjective: @unchecked Sendable {
    let pooler: TrainedPooler
    let head: TrainedLinear

    /// `isOrder`: the head is that of the order of segments, which has a dropout site of its own.
    func run(
        _ pass: TrainingPass, _ labels: TrainingLabels, isRegression: Bool, isOrder: Bool = false, factor: Float?
    ) -> LossSum {
        let kernels = pass.kernels
        let count = pass.starts.count
        let outputs = head.outputs
        let mask = pass.dropout?.mask(isOrder ? .orderHead : .head)
        return pooler.run(pass, head: head, mask: mask, trains: factor != nil) { logits in
            switch labels {
            case .classes(let labels):
                lossesOfRows(count, threads: 1) { row in
                    kernels.crossEntropy(logits.row(row), count: outputs, label: Int(labels[row]), factor: factor)
                }
            case .targets(let targets):
                lossesOfRows(count, threads: 1) { row in
                    guard let base = targets.baseAddress else { return LossSum() }
                    let wanted = base + row * outputs
                    return isRegression
                        ? kernels.squaredError(logits.row(row), count: outputs, targets: wanted, factor: factor)
                        : kernels.binaryCrossEntropy(logits.row(row), count: outputs, targets: wanted, factor: factor)
                }
            case .choices(let counts, let right): choices(pass, logits, counts, right, factor: factor)
            default: LossSum()
            }
        }
    }

    /// Cross entropy over the choices of each item; their logits lie in one column.
    private func choices(
        _ pass: TrainingPass, _ logits: MatrixView, _ counts: UnsafeBufferPointer<Int32>,
        _ right: UnsafeBufferPointer<Int32>, factor: Float?
    ) -> LossSum {
        var result = LossSum()
        var first = 0
        for (item, count) in counts.enumerated() {
            result += crossEntropy(
                pass, logits.rows(from: first), column: 0, count: Int(count), label: Int(right[item]), factor: factor)
            first += Int(count)
        }
        return result
    }
}

/// Labels of tokens, or where answers start and end; from the hidden vectors.
struct TokenObjective: @unchecked Sendable {
    let head: TrainedLinear

    func run(_ pass: TrainingPass, _ labels: TrainingLabels, factor: Float?) -> LossSum {
        switch labels {
        case .tags(let tags):
            let rows = tags.indices.filter { tags[$0] != ignoredLabel }
            return run(pass, rows: rows, mask: pass.dropout?.mask(.head), trains: factor != nil) { logits in
                lossesOfRows(rows.count, threads: 1) { row in
                    pass.kernels.crossEntropy(
                        logits.row(row), count: head.outputs, label: Int(tags[rows[row]]), factor: factor)
                }
            }
        case .spans(let starts, let ends):
            // transformers' class has no dropout here.
            return run(pass, rows: Array(0..<pass.rows), mask: nil, trains: factor != nil) { logits in
                var result = LossSum()
                for (sequence, first) in pass.starts.enumerated() {
                    for (column, places) in [starts, ends].enumerated() {
                        result += crossEntropy(
                            pass, logits.rows(from: first), column: column, count: pass.length(sequence),
                            label: Int(places[sequence]), factor: factor)
                    }
                }
                return result
            }
        default: return LossSum()
        }
    }

    private func run(
        _ pass: TrainingPass, rows: [Int], mask: DropoutMask?, trains: Bool, _ losses: (MatrixView) -> LossSum
    ) -> LossSum {
        let width = head.inputs
        let (gathered, gradient) = (pass.scratch.context.view, pass.scratch.dropped.view)
        let logits = pass.scratch.wide.view
        pass.gather(pass.scratch.hidden.view, rows: rows[...], width: width, into: gathered)
        drop(pass, mask, gathered, rows: rows)
        head.forward(pass, gathered, rows: rows.count, into: logits)
        let result = losses(logits)
        guard trains, !rows.isEmpty else { return result }

        head.addGradients(pass, input: gathered, gradient: logits, rows: rows.count)
        head.backward(pass, gradient: logits, rows: rows.count, into: gradient)
        drop(pass, mask, gradient, rows: rows)
        pass.scatter(gradient, rows: rows[...], width: width, addingTo: pass.scratch.hiddenGradient.view)
        return result
    }

    private func drop(_ pass: TrainingPass, _ mask: DropoutMask?, _ matrix: MatrixView, rows: [Int]) {
        guard let mask else { return }
        for (index, row) in rows.enumerated() {
            mask.apply(
                pass.kernels, to: matrix.row(index), first: (pass.firstToken + row) * head.inputs, count: head.inputs)
        }
    }
}

/// Cross entropy over one column of logits, whose gradient takes their place.
private func crossEntropy(
    _ pass: TrainingPass, _ logits: MatrixView, column: Int, count: Int, label: Int, factor: Float?
) -> LossSum {
    var values = (0..<count).map { logits.row($0)[column] }
    return values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return LossSum() }
        let result = pass.kernels.crossEntropy(base, count: count, label: label, factor: factor)
        for row in 0..<count { logits.row(row)[column] = base[row] }
        return result
    }
}
