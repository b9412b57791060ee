// One added token as tokenizer.json and tokenizer_config.json write it.

extension AddedToken {
    /// How many one file may list.
    static let countLimit = 65_536

    /// Throws where a piece could not be as long.
    static func check(_ content: UnsafeBufferPointer<UInt8>, of name: String) throws(AlbertError) {
        guard content.count <= Vocabulary.pieceByteLimit else {
            throw AlbertError(
                .limit, at: name,
                "an added token has \(content.count) bytes, the limit is \(Vocabulary.pieceByteLimit)")
        }
    }

    /// `place` names the entry of file `name` in messages.
    init(_ entry: JSONValue, id: Int32, at place: String, of name: String) throws(AlbertError) {
        guard let content = entry["content"]?.stringBytes, !content.isEmpty else {
            throw AlbertError(.format, at: name, "\(place).content is no string with something in it")
        }
        try Self.check(content, of: name)
        func flag(_ key: String, _ missing: Bool) throws(AlbertError) -> Bool {
            guard let value = entry[key] else { return missing }
            guard let flag = value.bool else {
                throw AlbertError(.format, at: name, "\(place).\(key) is neither true nor false")
            }
            return flag
        }
        let isSpecial = try flag("special", false)
        self.init(
            id: id, content: Array(content), isSingleWord: try flag("single_word", false),
            stripsLeft: try flag("lstrip", false), stripsRight: try flag("rstrip", false),
            isNormalized: try flag("normalized", !isSpecial), isSpecial: isSpecial)
    }
}
