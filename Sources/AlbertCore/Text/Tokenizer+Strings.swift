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
