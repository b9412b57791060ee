// The tokenizer for Swift programs: strings in, arrays and strings out.

extension Tokenizer {
    func encode(
        _ text: String, pair: String? = nil, options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        try withUTF8(text) { text throws(AlbertError) in
            guard let pair else { return try encode(text, pair: nil, options: options, watch: watch) }
            return try withUTF8(pair) { pair throws(AlbertError) in
                try encode(text, pair: pair, options: options, watch: watch)
            }
        }
    }

    func encodeWords(
        _ words: [String], pair: [String]? = nil, options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        let first = try StringList(words)
        let second = try StringList(pair ?? [])
        return try encodeWords(
            count: words.count, word: { first[$0] }, pairCount: pair?.count, pairWord: { second[$0] }, options: options,
            watch: watch)
    }

    func encodeBatch(
        _ texts: [String], options: EncodeOptions = .init(), watch: Watch = .none
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
