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
}
