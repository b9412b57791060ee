// Fill-mask: the pieces that fit best where a text says [MASK].

/// How masks are filled.
struct FillMaskOptions {
    var topK = 5
    /// Only these words or pieces are considered; nil: the whole vocabulary.
    var targets: [[UInt8]]?
    var threads: Int?
}

/// Answers, mask after mask, best first within a mask; one entry of each column per answer.
final class FillMaskAnswers: @unchecked Sendable {
    /// Which mask of the text, from 0.
    fileprivate(set) var masks: Buffer<Int32>
    fileprivate(set) var tokenIDs: Buffer<Int32>
    fileprivate(set) var scores: Buffer<Float>
    fileprivate(set) var tokens: TextList
    fileprivate(set) var sequences: TextList

    fileprivate init() throws(AlbertError) {
        masks = try Buffer()
        tokenIDs = try Buffer()
        scores = try Buffer()
        tokens = try TextList()
        sequences = try TextList()
    }

    var count: Int { masks.count }
}

extension Model {
    /// Fills every mask of `text` on its own; the others stay as they are.
    func fillMask(
        _ text: UnsafeBufferPointer<UInt8>, options: FillMaskOptions, watch: Watch
    ) throws(AlbertError) -> FillMaskAnswers {
        let tokenizer = try requireTokenizer()
        try requireHeads(for: .mlmLogits)
        guard !text.isEmpty else { throw AlbertError(.argument, at: "text", "the text is empty") }
        let texts = try TokenizedTexts(try tokenizer.encode(text, pair: nil, options: .init(), watch: watch))
        let ids = texts.encodings.ids.elements
        guard ids.count <= configuration.positionCount else {
            throw AlbertError(
                .limit, at: "text", "the text has \(ids.count) tokens, the model takes \(configuration.positionCount)")
        }
        let positions = try maskPositions(texts.encodings, tokenizer)
        let targets = try options.targets.map { (words) throws(AlbertError) in try targetIDs(words, tokenizer, watch) }
        let output = try forward(
            texts.batch, ForwardRequest(.mlmLogits, positions: positions.elements), threads: options.threads,
            watch: watch)
        guard let logits = output.mlmLogits else {
            throw AlbertError(.internal, at: "fill_mask", "the forward pass gave no logits")
        }

        let answers = try FillMaskAnswers()
        var sentence = try FilledSentence(texts.encodings, maskCount: positions.count)
        for mask in 0..<positions.count {
            let row = UnsafeBufferPointer(
                rebasing: logits.values.elements[
                    mask * configuration.vocabularySize..<(mask + 1) * configuration.vocabularySize])
            for best in bestPieces(row, among: targets, count: options.topK, pieceLimit: tokenizer.vocabularySize) {
                try watch.check()
                try answers.masks.append(Int32(mask))
                try answers.tokenIDs.append(best.id)
                try answers.scores.append(best.score)
                let one = try Buffer<Int32>(repeating: best.id, count: 1)
                let word = try tokenizer.decode(one.elements, skipsSpecialTokens: false)
                try answers.tokens.append(word.elements)
                let filled = try sentence.filling(Int(positions[mask]), with: best.id, tokenizer)
                try answers.sequences.append(filled.elements)
            }
        }
        return answers
    }

    /// The rows that hold the mask token because the text says so.
    private func maskPositions(_ encodings: Encodings, _ tokenizer: Tokenizer) throws(AlbertError) -> Buffer<Int64> {
        guard let mask = tokenizer.special(.mask) else {
            throw AlbertError(.missing, at: name, "the tokenizer has no mask token")
        }
        var positions = try Buffer<Int64>()
        for row in 0..<encodings.ids.count where encodings.ids[row] == mask && encodings.special[row] == 0 {
            try positions.append(Int64(row))
        }
        guard !positions.isEmpty else { throw AlbertError(.argument, at: "text", "the text has no [MASK]") }
        return positions
    }

    /// The pieces that the caller wants to choose from, each once. A word stands for the piece that it is tokenized to;
    /// what is not one piece as a word is looked up as it is spelled.
    private func targetIDs(
        _ words: [[UInt8]], _ tokenizer: Tokenizer, _ watch: Watch
    ) throws(AlbertError) -> [Int32] {
        var ids: [Int32] = []
        var seen: Set<Int32> = []
        var wordOnly = EncodeOptions()
        wordOnly.addsSpecialTokens = false
        for word in words where !word.isEmpty {
            let id = try withBytes(word) { (bytes) throws(AlbertError) -> Int32? in
                if word.starts(with: [0xE2, 0x96, 0x81]) { return tokenizer.id(of: bytes) }
                let encodings = try tokenizer.encode(bytes, pair: nil, options: wordOnly, watch: watch)
                if encodings.ids.count == 1, encodings.ids[0] != tokenizer.special(.unk) { return encodings.ids[0] }
                return tokenizer.id(of: bytes)
            }
            guard let id else {
                throw AlbertError(
                    .argument, at: "targets",
                    "'\(String(decoding: word.prefix(80), as: UTF8.self))' is no piece of the vocabulary")
            }
            if seen.insert(id).inserted { ids.append(id) }
        }
        guard !ids.isEmpty else { throw AlbertError(.argument, at: "targets", "there is no target") }
        return ids
    }

    /// The best pieces of a row of logits with their probabilities over the whole vocabulary; equal scores by lower id.
    private func bestPieces(
        _ logits: UnsafeBufferPointer<Float>, among targets: [Int32]?, count: Int, pieceLimit: Int
    ) -> [(id: Int32, score: Float)] {
        guard let base = logits.baseAddress else { return [] }
        let total = kernels.logSumExp(base, count: logits.count)
        // Rows of the table past the tokenizer's vocabulary are padding: they take part in the sum, but are no answers.
        let candidates = targets ?? (0..<Int32(clamping: min(pieceLimit, logits.count))).map { $0 }
        return best(of: candidates, count: count) { logits[Int($0)] }
            .map { (id: $0, score: probability(logits[Int($0)], logTotal: total)) }
    }
}

/// The text with one mask filled, as the tokenizer spells it.
private struct FilledSentence: ~Copyable {
    /// The ids of the text without the special tokens that were added around it.
    private var ids: Buffer<Int32>
    /// Where row r of the encoding is in `ids`.
    private var places: Buffer<Int>
    /// With one mask the other special tokens that the text spells are dropped, as transformers does.
    private let skipsSpecialTokens: Bool

    init(_ encodings: Encodings, maskCount: Int) throws(AlbertError) {
        var ids = try Buffer<Int32>()
        var places = try Buffer<Int>()
        for row in 0..<encodings.ids.count {
            try places.append(ids.count)
            if encodings.special[row] == 0 { try ids.append(encodings.ids[row]) }
        }
        self.ids = ids
        self.places = places
        skipsSpecialTokens = maskCount == 1
    }

    mutating func filling(_ row: Int, with id: Int32, _ tokenizer: Tokenizer) throws(AlbertError) -> Buffer<UInt8> {
        let mask = ids[places[row]]
        ids[places[row]] = id
        defer { ids[places[row]] = mask }
        return try tokenizer.decode(ids.elements, skipsSpecialTokens: skipsSpecialTokens)
    }
}
