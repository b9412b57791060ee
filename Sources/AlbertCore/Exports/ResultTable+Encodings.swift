// The columns of an encoding, as albert.h promises them.

extension ResultTable {
    /// Pieces of texts. The tokenizer stays alive with the table: the spellings are its own.
    convenience init(_ encodings: Encodings, _ tokenizer: Tokenizer) {
        let rows = encodings.ids.count
        func ints(_ name: StaticString, _ values: UnsafeBufferPointer<Int32>) -> ResultColumn {
            ResultColumn(name: name, shape: [rows], values: .ints(values))
        }
        let ids = encodings.ids.elements
        let windows = encodings.windows.elements
        self.init(
            rowCount: rows, owners: [encodings, tokenizer],
            [
                ints("id", ids),
                ints("type_id", encodings.typeIDs.elements),
                ints("start", encodings.starts.elements),
                ints("end", encodings.ends.elements),
                ints("word", encodings.words.elements),
                ints("special", encodings.special.elements),
                ResultColumn(
                    name: "token", shape: [rows],
                    values: .texts(count: rows) { tokenizer.piece(ids[$0]) }),
                ResultColumn(name: "window", shape: [windows.count / 3, 3], values: .ints(windows)),
            ])
    }
}
