// One added token as tokenizer.json and tokenizer_config.json write it.

extension AddedToken {
    /// How many one file may list.
    static let countLimit = 65_536

    /// `place` names the entry of file `name` in messages.
    init(_ entry: JSONValue, id: Int32, at place: String, of name: String) throws(AlbertError) {
        guard let content = entry["content"]?.stringBytes, !content.isEmpty else {
            throw AlbertError(.format, at: name, "\(place).content is no string with something in it")
        }
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
