// Ids back to text (ALBERT.md 4.8): spellings end to end, "▁" as a space, but not in the first piece.

extension Tokenizer {
    /// The text, as UTF-8. `skipsSpecialTokens` leaves out <pad>, <unk>, [CLS], [SEP], [MASK] and other special tokens.
    func decode(_ ids: UnsafeBufferPointer<Int32>, skipsSpecialTokens: Bool) throws(AlbertError) -> Buffer<UInt8> {
        var text = try Buffer<UInt8>()
        var isFirst = true
        for (position, id) in ids.enumerated() {
            guard let spelling = piece(id) else {
                throw AlbertError(
                    .argument, at: "ids", byteOffset: -1,
                    "ids[\(position)] is \(id), the vocabulary has ids 0 to \(vocabularySize - 1)")
            }
            if skipsSpecialTokens, parts.vocabulary.isSpecial(Int(id)) { continue }
            try append(spelling, to: &text, asFirst: isFirst)
            isFirst = false
            guard text.count <= Segmenter.byteLimit else {
                throw AlbertError(
                    .limit, at: "ids", "the text of ids 0 to \(position) is longer than \(Segmenter.byteLimit) bytes")
            }
        }
        return text
    }

    private func append(
        _ spelling: UnsafeBufferPointer<UInt8>, to text: inout Buffer<UInt8>, asFirst: Bool
    ) throws(AlbertError) {
        var index = 0
        while index < spelling.count {
            if index + 2 < spelling.count, spelling[index] == 0xE2, spelling[index + 1] == 0x96,
                spelling[index + 2] == 0x81
            {
                if !asFirst { try text.append(0x20) }
                index += 3
            } else {
                try text.append(spelling[index])
                index += 1
            }
        }
    }
}
