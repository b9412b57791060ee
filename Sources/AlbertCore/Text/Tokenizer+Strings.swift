// The tokenizer for Swift programs: strings in, arrays and strings out.

extension Tokenizer {
    func encode(
        _ text: String, pair: String? = nil, options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        try withBytes(of: text) { text throws(AlbertError) in
            guard let pair else { return try encode(text, pair: nil, options: options, watch: watch) }
            return try withBytes(of: pair) { pair throws(AlbertError) in
                try encode(text, pair: pair, options: options, watch: watch)
            }
        }
    }

    func encodeWords(
        _ words: [String], pair: [String]? = nil, options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        let first = try StringBytes(words)
        let second = try StringBytes(pair ?? [])
        return try encodeWords(
            count: words.count, word: { first[$0] }, pairCount: pair?.count, pairWord: { second[$0] }, options: options, watch: watch)
    }

    func encodeBatch(
        _ texts: [String], options: EncodeOptions = .init(), watch: Watch = .none
    ) throws(AlbertError) -> Encodings {
        let bytes = try StringBytes(texts)
        return try encodeBatch(count: texts.count, text: { bytes[$0] }, pair: nil, options: options, watch: watch)
    }
}

/// The UTF-8 of several strings in one piece of memory.
private final class StringBytes {
    private var bytes: Buffer<UInt8>
    private var ends: Buffer<Int>

    init(_ strings: [String]) throws(AlbertError) {
        bytes = try Buffer()
        ends = try Buffer()
        for var string in strings {
            let result: Result<Void, AlbertError> = string.withUTF8 { text in
                do throws(AlbertError) {
                    return .success(try bytes.append(text))
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
            try ends.append(bytes.count)
        }
    }

    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = index == 0 ? 0 : ends[index - 1]
        return UnsafeBufferPointer(start: bytes.base + start, count: ends[index] - start)
    }
}

/// The UTF-8 bytes of a string during a call.
private func withBytes<Answer>(
    of text: String, _ body: (UnsafeBufferPointer<UInt8>) throws(AlbertError) -> Answer
) throws(AlbertError) -> Answer {
    var text = text
    let answer: Result<Answer, AlbertError> = text.withUTF8 { bytes in
        do throws(AlbertError) {
            return .success(try body(bytes))
        } catch {
            return .failure(error)
        }
    }
    return try answer.get()
}
