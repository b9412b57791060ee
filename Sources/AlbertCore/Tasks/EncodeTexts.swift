// One vector per text: the encoder's hidden vectors, pooled.

/// How the vectors of a text's tokens become one.
public enum Pooling: Sendable {
    /// The mean over all tokens, special ones included.
    case mean
    /// The vector of the first token, [CLS].
    case cls
    /// The largest value of each component.
    case max
    /// The model's own pooler: tanh of a linear map of [CLS].
    case pooler
}

/// How texts become vectors.
struct EncodeTextOptions {
    var pooling = Pooling.mean
    /// Divides each vector by its length.
    var normalizes = false
    var maxLength: Int?
    var truncationSide = EncodeOptions.Side.right
    var specialText = EncodeOptions.SpecialText.special
    var threads: Int?
}

/// Texts tokenized at once: enough for the threads, few enough to keep a million texts in constant memory.
private let textsPerRound = 256

extension Pooling {
    /// The rows that this pooling reads; nil: all.
    fileprivate func rowsRead(in pass: ForwardPass) -> RowSelection? {
        switch self {
        case .mean, .max: nil
        case .cls, .pooler: ForwardRequest(.pooled).rowsRead(in: pass)
        }
    }
}

extension Model {
    /// Writes the vectors of `count` texts, each [hiddenSize], row after row into `vectors`.
    func encode(
        count: Int, text: (Int) -> UnsafeBufferPointer<UInt8>, options: EncodeTextOptions,
        into vectors: UnsafeMutableBufferPointer<Float>, watch: Watch
    ) throws(AlbertError) {
        let tokenizer = try requireTokenizer()
        if options.pooling == .pooler { try requireHeads(for: .pooled) }
        let needed = try checkedProduct(count, configuration.hiddenSize)
        guard vectors.count >= needed else {
            throw AlbertError(
                .argument, at: "vector_capacity",
                "\(vectors.count) floats given, \(count) × \(configuration.hiddenSize) needed")
        }
        guard let base = vectors.baseAddress, count > 0 else { return }
        var tokenizing = EncodeOptions()
        tokenizing.maxLength = try lengthLimit(options.maxLength)
        tokenizing.truncation = .longestFirst
        tokenizing.truncationSide = options.truncationSide
        tokenizing.specialText = options.specialText
        tokenizing.threads = options.threads ?? defaultThreads
        for first in stride(from: 0, to: count, by: textsPerRound) {
            let round = min(textsPerRound, count - first)
            let texts = try TokenizedTexts(
                try tokenizer.encodeBatch(
                    count: round, text: { text(first + $0) }, pair: nil, options: tokenizing, watch: watch))
            let target = MatrixView(base: base + first * configuration.hiddenSize, stride: configuration.hiddenSize)
            try forEachSlice(of: texts.batch, threads: options.threads, watch: watch) { (pass) throws(AlbertError) in
                try run(pass, only: options.pooling.rowsRead(in: pass))
                try pool(pass, options, into: target)
            }
            watch.report(first + round, of: count)
        }
    }

    private func pool(
        _ pass: ForwardPass, _ options: EncodeTextOptions, into target: MatrixView
    ) throws(AlbertError) {
        let width = configuration.hiddenSize
        let pooled = options.pooling == .pooler ? try pool(pass) : nil
        for (index, sequence) in pass.slice.sequences.enumerated() {
            let vector = target.row(sequence)
            let hidden = pass.work.hidden.view.rows(from: pass.starts[index])
            let length = Int(pass.batch.lengths[sequence])
            vector.update(from: pooled?.row(index) ?? hidden.row(0), count: width)
            switch options.pooling {
            case .cls, .pooler: break
            case .mean:
                for token in 1..<Swift.max(length, 1) { kernels.add(hidden.row(token), to: vector, count: width) }
                kernels.scale(vector, by: 1 / Float(length), count: width)
            case .max:
                for token in 1..<Swift.max(length, 1) { kernels.raise(vector, to: hidden.row(token), count: width) }
            }
            if options.normalizes {
                let norm = kernels.squareSum(vector, count: width).squareRoot()
                kernels.scale(vector, by: 1 / Swift.max(norm, 1e-12), count: width)
            }
        }
    }
}
