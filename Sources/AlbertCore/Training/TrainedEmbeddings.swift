// From ids to hidden vectors and back to the rows of the tables.

/// What backwards needs: [tokens, embeddingSize], the sum that the norm got, and what the widening got.
final class EmbeddingRecord: @unchecked Sendable {
    let sum: FloatMatrix
    let narrow: FloatMatrix

    init(tokens: Int, embeddingSize: Int) throws(AlbertError) {
        sum = try FloatMatrix(rows: tokens, width: embeddingSize)
        narrow = try FloatMatrix(rows: tokens, width: embeddingSize)
    }
}

struct TrainedEmbeddings: @unchecked Sendable {
    /// [vocabulary, embeddingSize], [positions, embeddingSize], [types, embeddingSize]
    let words: TrainedTensor
    let positions: TrainedTensor
    let types: TrainedTensor
    let norm: TrainedNorm
    let widening: TrainedLinear
    /// Its row of `words` gets no gradient from look-ups, as in transformers.
    let padID: Int32?

    private var width: Int { norm.width }

    func forward(_ pass: TrainingPass, _ record: EmbeddingRecord, into hidden: MatrixView) {
        let (sum, narrow) = (record.sum.view, record.narrow.view)
        forEachToken(pass) { row, word, type, position in
            let target = sum.row(row)
            target.update(from: words.values + word, count: width)
            pass.kernels.add(types.values + type, to: target, count: width)
            pass.kernels.add(positions.values + position, to: target, count: width)
        }
        norm.forward(pass, sum, rows: pass.rows, into: narrow)
        pass.drop(pass.dropout?.mask(.embeddings), narrow, rows: pass.rows, width: width, firstRow: pass.firstToken)
        widening.forward(pass, narrow, rows: pass.rows, into: hidden)
    }

    /// From the gradient by `hidden`. Spoils `record.narrow`.
    func backward(_ pass: TrainingPass, _ record: EmbeddingRecord, gradient hiddenGradient: MatrixView) {
        let gradient = record.narrow.view
        widening.addGradients(pass, input: gradient, gradient: hiddenGradient, rows: pass.rows)
        widening.backward(pass, gradient: hiddenGradient, rows: pass.rows, into: gradient)
        pass.drop(pass.dropout?.mask(.embeddings), gradient, rows: pass.rows, width: width, firstRow: pass.firstToken)
        norm.backward(pass, input: record.sum.view, gradient: gradient, rows: pass.rows)
        let padding = padID.map { Int($0) * width }
        // On one thread: rows of the tables repeat, and their sums have one order.
        forEachToken(pass) { row, word, type, position in
            let given = UnsafePointer(gradient.row(row))
            if word != padding { pass.kernels.add(given, to: words.gradient + word, count: width) }
            pass.kernels.add(given, to: types.gradient + type, count: width)
            pass.kernels.add(given, to: positions.gradient + position, count: width)
        }
    }

    /// `body` gets the token's row and the offsets of its three vectors.
    private func forEachToken(
        _ pass: TrainingPass, _ body: (_ row: Int, _ word: Int, _ type: Int, _ position: Int) -> Void
    ) {
        for (sequence, start) in pass.starts.enumerated() {
            for position in 0..<pass.length(sequence) {
                let row = start + position
                let type = pass.batch.typeIDs.map { Int($0[row]) } ?? 0
                body(row, Int(pass.batch.ids[row]) * width, type * width, position * width)
            }
        }
    }
}
