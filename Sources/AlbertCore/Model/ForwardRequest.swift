// What a forward pass is asked for, and what it gives.

/// The outputs wanted from a forward pass; only these are computed.
public struct ForwardOutputs: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The last layer's output: [tokens, hiddenSize].
    public static let hidden = ForwardOutputs(rawValue: 1)
    /// The first layer's input and every layer's output: [layers + 1, tokens, hiddenSize].
    public static let hiddenStates = ForwardOutputs(rawValue: 2)
    /// Attention weights, sequence after sequence, each [layers, heads, length, length].
    public static let attentions = ForwardOutputs(rawValue: 4)
    /// tanh of the pooler over each sequence's first token: [sequences, hiddenSize].
    public static let pooled = ForwardOutputs(rawValue: 8)
    /// Masked-language-model logits: [positions, vocabularySize].
    public static let mlmLogits = ForwardOutputs(rawValue: 16)
    /// Sentence-order logits: [sequences, 2]; column 0: the order is right, column 1: swapped.
    public static let sopLogits = ForwardOutputs(rawValue: 32)
    /// The file's task head, where it is of this kind: `TaskHead.Kind` says what rows and columns are.
    public static let classLogits = ForwardOutputs(rawValue: 64)
    public static let choiceLogits = ForwardOutputs(rawValue: 128)
    public static let tagLogits = ForwardOutputs(rawValue: 256)
    public static let spanLogits = ForwardOutputs(rawValue: 512)
}

/// Outputs, and the rows (into all tokens of the batch) whose masked-language-model logits are wanted; nil: all.
struct ForwardRequest {
    var outputs: ForwardOutputs
    var positions: UnsafeBufferPointer<Int64>?
    /// Which hidden states are wanted, in this order: 0 is the first layer's input, n the output of application n; nil: all.
    var layers: [Int]?

    init(_ outputs: ForwardOutputs, positions: UnsafeBufferPointer<Int64>? = nil, layers: [Int]? = nil) {
        self.outputs = outputs
        self.positions = positions
        self.layers = layers
    }

    /// The rows of the pass whose last hidden vectors the outputs are made of; nil: all.
    func rowsRead(in pass: ForwardPass) -> RowSelection? {
        guard outputs.isDisjoint(with: [.hidden, .hiddenStates, .attentions, .tagLogits, .spanLogits]) else {
            return nil
        }
        var isRead = [Bool](repeating: false, count: pass.rows)
        if outputs.contains(.mlmLogits) {
            guard let positions else { return nil }
            for position in positions where pass.slice.tokens.contains(Int(position)) {
                isRead[Int(position) - pass.slice.tokens.lowerBound] = true
            }
        }
        if !outputs.isDisjoint(with: [.pooled, .sopLogits, .classLogits, .choiceLogits]) {
            for start in pass.starts { isRead[start] = true }
        }
        return RowSelection(isRead, starts: pass.starts)
    }

    /// Where the hidden states of an application go.
    func planes(of application: Int) -> [Int] {
        guard let layers else { return [application] }
        return layers.indices.filter { layers[$0] == application }
    }

    func validate(tokenCount: Int, applicationCount: Int) throws(AlbertError) {
        if let layer = layers?.first(where: { $0 < 0 || $0 > applicationCount }) {
            throw AlbertError(.argument, at: "layers", "\(layer) is not in 0 to \(applicationCount)")
        }
        guard let positions,
            let place = positions.firstIndex(where: { $0 < 0 || $0 >= Int64(tokenCount) })
        else { return }
        throw AlbertError(
            .argument, at: "positions",
            "value \(positions[place]) at position \(place) is not in 0 to \(tokenCount - 1)")
    }
}

/// The outputs of a forward pass; those that were not asked for are nil.
public final class ForwardOutput: @unchecked Sendable {
    public let hidden: Tensor?
    public let hiddenStates: Tensor?
    public let attentions: Tensor?
    public let pooled: Tensor?
    public let mlmLogits: Tensor?
    public let sopLogits: Tensor?
    /// Of the file's task head: shaped as its kind says.
    public let taskLogits: Tensor?

    /// All memory is had before the first product.
    init(_ request: ForwardRequest, batch: Batch, _ configuration: ModelConfiguration) throws(AlbertError) {
        let outputs = request.outputs
        let tokens = batch.ids.count
        let sequences = batch.lengths.count
        let states = request.layers?.count ?? configuration.applicationCount + 1
        hidden = outputs.contains(.hidden) ? try Tensor(uninitialized: [tokens, configuration.hiddenSize]) : nil
        hiddenStates =
            outputs.contains(.hiddenStates)
            ? try Tensor(uninitialized: [states, tokens, configuration.hiddenSize]) : nil
        attentions =
            outputs.contains(.attentions)
            ? try Tensor(uninitialized: [try AttentionRecord.valueCount(batch.lengths, configuration)]) : nil
        pooled = outputs.contains(.pooled) ? try Tensor(uninitialized: [sequences, configuration.hiddenSize]) : nil
        mlmLogits =
            outputs.contains(.mlmLogits)
            ? try Tensor(uninitialized: [request.positions?.count ?? tokens, configuration.vocabularySize]) : nil
        sopLogits = outputs.contains(.sopLogits) ? try Tensor(uninitialized: [sequences, 2]) : nil
        taskLogits =
            if let head = outputs.taskHead {
                try Tensor(uninitialized: head.shape(sequences: sequences, tokens: tokens, configuration))
            } else { nil }
    }
}
