// Small tokenizers and byte helpers for the tests of Text.
@testable import AlbertCore

enum TextSamples {
    /// A vocabulary of the given pieces, all normal.
    static func vocabulary(_ pieces: [(String, Double)]) throws -> Vocabulary {
        let vocabulary = try Vocabulary(pieceCount: pieces.count, byteCount: 16 * pieces.count)
        for (spelling, score) in pieces {
            try withUTF8(spelling) { (bytes) throws(AlbertError) in
                try vocabulary.append(bytes, score: score, kind: .normal)
            }
        }
        return vocabulary
    }

    static func open(_ bytes: [UInt8], name: String = "sample", options: TokenizerOptions = .init()) throws -> Tokenizer
    {
        try bytes.withUnsafeBytes { try Tokenizer.open(bytes: $0, name: name, options: options) }
    }

    /// The error that opening `bytes` ends with.
    static func refusal(_ bytes: [UInt8], options: TokenizerOptions = .init()) -> AlbertError? {
        do {
            _ = try open(bytes, options: options)
            return nil
        } catch { return error as? AlbertError }
    }

    static let bundled = Result { try Tokenizer.open(path: Repository.bundledModel) }

    // MARK: Protobuf

    static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }

    static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    static func piece(_ spelling: String, _ score: Float = -1, type: UInt64 = 1) -> [UInt8] {
        let bits = withUnsafeBytes(of: score.bitPattern.littleEndian, Array.init)
        return field(1, field(1, Array(spelling.utf8)) + varint(2 << 3 | 5) + bits + varint(3 << 3) + varint(type))
    }

    /// A SentencePiece model with the five special tokens and `pieces` after them.
    static func model(_ pieces: [UInt8] = piece("▁") + piece("a") + piece("▁a", -0.5)) -> [UInt8] {
        piece("<pad>", 0, type: 3) + piece("<unk>", 0, type: 2) + piece("[CLS]", 0, type: 3)
            + piece("[SEP]", 0, type: 3)
            + piece("[MASK]", 0, type: 3) + pieces
    }
}
