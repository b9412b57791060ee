// The tokenizer for Swift programs: strings in, arrays and strings out.

/// An encoded text, or pair of texts: one element of each array per token.
public struct Encoding: Sendable, Hashable {
    public let ids: [Int32]
    /// 0 for the first text and its special tokens, 1 for the second.
    public let typeIDs: [Int32]
    /// As the vocabulary spells them.
    public let tokens: [String]
    /// Where each token lies in its text, in the options' unit; 0..<0 for special tokens that were added.
    public let offsets: [Range<Int>]
    /// The number of the word in its text; nil for special tokens that were added.
    public let wordIDs: [Int?]
    /// Whether the token was added around the text.
    public let specialTokensMask: [Bool]
    /// What truncation took away, window after window; empty unless the options ask for it.
    public fileprivate(set) var overflowing: [Encoding]
}

extension Tokenizer {
    /// Encodes a text or a pair of texts.
    public func encode(
        _ text: String, pair: String? = nil, options: EncodeOptions = .init()
    ) throws(AlbertError) -> Encoding {
        collected(try encodings(text, pair: pair, options: options), count: 1)[0]
    }

    /// Encodes a text that comes as words: `wordIDs` count them, offsets are within each.
    public func encodeWords(
        _ words: [String], pair: [String]? = nil, options: EncodeOptions = .init()
    ) throws(AlbertError) -> Encoding {
        collected(try encodings(words: words, pair: pair, options: options), count: 1)[0]
    }

    /// Encodes many texts on several threads; the same as one by one.
    public func encodeBatch(_ texts: [String], options: EncodeOptions = .init()) throws(AlbertError) -> [Encoding] {
        collected(try encodings(batch: texts, options: options), count: texts.count)
    }

    /// The text of `ids`. `skipsSpecialTokens` leaves out [CLS], [SEP], [MASK] and other special tokens.
    public func decode(_ ids: [Int32], skipsSpecialTokens: Bool = false) throws(AlbertError) -> String {
        let ids = try Buffer(copying: ids)
        let text = try decode(ids.elements, skipsSpecialTokens: skipsSpecialTokens)
        return String(decoding: text.elements, as: UTF8.self)
    }

    /// The id of a token by its exact spelling; nil where the vocabulary has none.
    public func id(of token: String) -> Int32? { parts.vocabulary.id(ofSpelling: token) }

    /// The vocabulary's spelling of `id`; nil where there is none.
    public func token(of id: Int32) -> String? { piece(id).map { String(decoding: $0, as: UTF8.self) } }

    /// The first window of each of `count` texts, with its further windows.
    private func collected(_ encodings: Encodings, count: Int) -> [Encoding] {
        var windows = [[Encoding]](repeating: [], count: count)
        for window in 0..<encodings.windowCount {
            let place = encodings.windows.elements[3 * window..<3 * window + 3].map { Int($0) }
            windows[place[0]].append(encoding(encodings, place[1]..<place[1] + place[2]))
        }
        return windows.map { windows in
            var first = windows[0]
            first.overflowing = Array(windows.dropFirst())
            return first
        }
    }

    private func encoding(_ encodings: Encodings, _ rows: Range<Int>) -> Encoding {
        Encoding(
            ids: Array(encodings.ids.elements[rows]), typeIDs: Array(encodings.typeIDs.elements[rows]),
            tokens: rows.map { token(of: encodings.ids[$0]) ?? "" },
            offsets: rows.map { Int(encodings.starts[$0])..<Int(encodings.ends[$0]) },
            wordIDs: rows.map { encodings.words[$0] < 0 ? nil : Int(encodings.words[$0]) },
            specialTokensMask: rows.map { encodings.special[$0] != 0 }, overflowing: [])
    }
}

extension Tokenizer {
    func encodings(
        _ text: String, pair: String? = nil, options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        try withUTF8(text) { text throws(AlbertError) in
            guard let pair else { return try encode(text, pair: nil, options: options, watch: watch) }
            return try withUTF8(pair) { pair throws(AlbertError) in
                try encode(text, pair: pair, options: options, watch: watch)
            }
        }
    }

    func encodings(
        words: [String], pair: [String]? = nil, options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        let first = try StringList(words)
        let second = try StringList(pair ?? [])
        return try encodeWords(
            count: words.count, word: { first[$0] }, pairCount: pair?.count, pairWord: { second[$0] }, options: options,
            watch: watch)
    }

    func encodings(
        batch texts: [String], options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        let bytes = try StringList(texts)
        return try encodeBatch(count: texts.count, text: { bytes[$0] }, pair: nil, options: options, watch: watch)
    }
}

/// The UTF-8 of several strings in one piece of memory.
private final class StringList {
    private var bytes: Buffer<UInt8>
    private var ends: Buffer<Int>

    init(_ strings: [String]) throws(AlbertError) {
        bytes = try Buffer()
        ends = try Buffer()
        for string in strings {
            try withUTF8(string) { text throws(AlbertError) in try bytes.append(text) }
            try ends.append(bytes.count)
        }
    }

    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = index == 0 ? 0 : ends[index - 1]
        return UnsafeBufferPointer(start: bytes.base + start, count: ends[index] - start)
    }
}
