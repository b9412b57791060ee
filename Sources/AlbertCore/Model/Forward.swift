// From ids to hidden vectors and what heads read from them. This file is the model; every line is one step of the paper
// (Lan et al., 2019). Read on in Embeddings, AlbertLayer, Attention.

extension Model {
    /// Runs the encoder over a batch and gives what `request` asks for. Nothing is allocated once the first slice has begun.
    func forward(
        _ batch: Batch, _ request: ForwardRequest, threads: Int? = nil, watch: Watch = .none
    ) throws(AlbertError) -> ForwardOutput {
        try batch.validate(for: configuration)
        try request.validate(tokenCount: batch.ids.count, applicationCount: configuration.applicationCount)
        try requireHeads(for: request.outputs)
        let output = try ForwardOutput(request, batch: batch, configuration)
        let record = output.attentions.map { AttentionRecord(into: $0, lengths: batch.lengths, configuration) }
        try forEachSlice(of: batch, threads: threads, watch: watch) { (pass) throws(AlbertError) in
            try run(pass, only: request.rowsRead(in: pass), record) { (application, hidden) in
                for plane in request.planes(of: application) {
                    output.hiddenStates?.copyRows(
                        hidden, rows: pass.slice.tokens, plane: plane, planeRows: batch.ids.count)
                }
            }
            output.hidden?.copyRows(pass.work.hidden.view, rows: pass.slice.tokens)
            try heads(pass, request, output)
        }
        return output
    }

    /// Lends `body` one pass after another until the batch is through.
    func forEachSlice(
        of batch: Batch, tokenLimit: Int = tokensPerSlice, threads: Int?, watch: Watch,
        _ body: (ForwardPass) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        let threads = threads ?? defaultThreads
        try workspaces.withWorkspace { (work) throws(AlbertError) in
            for slice in batch.slices(tokenLimit: tokenLimit) {
                let longest = slice.sequences.reduce(0) { max($0, Int(batch.lengths[$1])) }
                try work.reserve(tokens: slice.tokens.count, length: longest, threads: threads, kernels: kernels)
                try body(
                    ForwardPass(
                        kernels: kernels, batch: batch, slice: slice, work: work, threads: threads, watch: watch))
                watch.report(slice.tokens.upperBound, of: batch.ids.count)
            }
        }
    }

    /// From ids to `pass.work.hidden`, all rows or `selection`, which leaves the others undefined. `observe` sees the input of
    /// the first application (number 0) and the output of each.
    func run(
        _ pass: ForwardPass, only selection: RowSelection? = nil, _ record: AttentionRecord? = nil,
        observe: (Int, MatrixView) -> Void = { _, _ in }
    ) throws(AlbertError) {
        let hidden = pass.work.hidden.view
        let last = encoder.applications.count - 1
        // The last application takes queries from the selected rows only, later, when all keys and values are there.
        func project(_ application: Int, _ block: RowBlock) {
            guard application <= last else { return }
            encoder.applications[application].project(block, withQueries: application < last || selection == nil)
        }

        try pass.forEachBlock(of: pass.rows) { block in
            encoder.embeddings.lookUp(block, into: pass.work.narrow.view)
            block.linear(encoder.embeddings.widening, block.own(pass.work.narrow.view), into: block.own(hidden))
            project(0, block)
        }
        observe(0, hidden)
        for application in 0...last {
            let layer = encoder.applications[application]
            let asking = application == last ? selection : nil
            if let asking {
                asking.gather(hidden, width: configuration.hiddenSize)
                try pass.forEachBlock(of: asking.count) { block in layer.projectQueries(block) }
            }
            try layer.attend(pass, only: asking, record?.application(application))
            try pass.forEachBlock(of: asking?.count ?? pass.rows) { block in
                layer.finish(block)
                project(application + 1, block)
            }
            asking?.scatter(hidden, width: configuration.hiddenSize)
            observe(application + 1, hidden)
        }
    }
}

/// Tokens computed at once: enough to keep every thread's tiles full, few enough for the workspace of the base model to stay
/// near 30 MB.
let tokensPerSlice = 1024

extension Tensor {
    /// Copies the rows of a slice into rows `rows` of this tensor, or of its plane `plane` of `planeRows` rows.
    func copyRows(_ source: MatrixView, rows: Range<Int>, plane: Int = 0, planeRows: Int = 0) {
        guard let width = shape.last else { return }
        for row in 0..<rows.count {
            let target = values.base + (plane * planeRows + rows.lowerBound + row) * width
            target.update(from: source.row(row), count: width)
        }
    }
}
