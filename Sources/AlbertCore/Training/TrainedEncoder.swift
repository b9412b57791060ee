// Embeddings and layers forwards, then backwards. The gradients of shared layers add up over all their applications.

/// What the encoder keeps between its two ways. With `recomputes` it keeps, of each application, only the sum that its last norm
/// got, and computes the rest again when it is wanted: a third more work, a tenth of the memory.
final class EncoderRecord: @unchecked Sendable {
    let embeddings: EmbeddingRecord
    /// [tokens, hiddenSize]: what the first application got.
    let first: FloatMatrix
    /// [tokens, hiddenSize] for each application: what its last norm got; for the last one the rows that somebody reads.
    let sums: [FloatMatrix]
    private let layers: [LayerRecord]
    let recomputes: Bool

    init(_ shape: TrainingShape, recomputes: Bool) throws(AlbertError) {
        let sizes = shape.configuration
        self.recomputes = recomputes
        embeddings = try EmbeddingRecord(tokens: shape.tokens, embeddingSize: sizes.embeddingSize)
        first = try FloatMatrix(rows: shape.tokens, width: sizes.hiddenSize)
        var sums: [FloatMatrix] = []
        var layers: [LayerRecord] = []
        for application in 0..<sizes.applicationCount {
            sums.append(try FloatMatrix(rows: shape.tokens, width: sizes.hiddenSize))
            guard application == 0 || !recomputes else { continue }
            layers.append(
                try LayerRecord(
                    tokens: shape.tokens, hiddenSize: sizes.hiddenSize, intermediateSize: sizes.intermediateSize))
        }
        self.sums = sums
        self.layers = layers
    }

    func layer(_ application: Int) -> LayerRecord { layers[recomputes ? 0 : application] }
}

struct TrainedEncoder: @unchecked Sendable {
    let embeddings: TrainedEmbeddings
    /// In order of application.
    let applications: [TrainedLayer]

    /// The hidden vectors of the last application, in `scratch.hidden`: those rows of them that `pass.rowsRead` names.
    func forward(_ pass: TrainingPass, _ record: EncoderRecord) throws(AlbertError) {
        embeddings.forward(pass, record.embeddings, into: record.first.view)
        let hidden = pass.scratch.hidden.view
        for (number, layer) in applications.enumerated() {
            try pass.watch.check()
            let input = number == 0 ? record.first.view : hidden
            let (only, kept) = (selection(pass, number), record.layer(number))
            layer.begin(pass, input, application: number, only: only, into: kept)
            layer.finish(
                pass, application: number, only: only, kept, sum: record.sums[number].view, into: hidden)
        }
    }

    /// Adds to all gradients what `scratch.hiddenGradient`, the gradient by the hidden vectors, brings.
    func backward(_ pass: TrainingPass, _ record: EncoderRecord) throws(AlbertError) {
        let gradient = pass.scratch.hiddenGradient.view
        let hidden = pass.scratch.hidden.view
        for (number, layer) in applications.enumerated().reversed() {
            try pass.watch.check()
            var input = record.first.view
            if number > 0 {
                applications[number - 1].outputNorm.forward(
                    pass, record.sums[number - 1].view, rows: pass.rows, into: hidden)
                input = hidden
            }
            let kept = record.layer(number)
            let isKept = !record.recomputes || number == applications.count - 1
            let only = selection(pass, number)
            if !isKept { layer.begin(pass, input, application: number, only: only, into: kept) }
            layer.backward(
                pass, input: input, application: number, only: only, kept, sum: record.sums[number].view,
                gradient: gradient)
        }
        embeddings.backward(pass, record.embeddings, gradient: gradient)
    }

    /// Those of layers that are applied more than once.
    var sharedLinears: [TrainedLinear] {
        let linears = applications.flatMap(\.linears)
        let uses = Dictionary(grouping: linears, by: \.weight.values)
        return uses.values.compactMap { $0.count > 1 ? $0[0] : nil }
    }

    /// The rows of an application that go beyond attention; nil: all.
    private func selection(_ pass: TrainingPass, _ application: Int) -> RowSelection? {
        application == applications.count - 1 ? pass.rowsRead : nil
    }
}
