// Encodings made by hand, for what reads their rows.
@testable import AlbertCore

enum EncodingSample {
    struct Row {
        var start = 0
        var end = 0
        var word = 0
        var typeID: Int32 = 0
        var isSpecial = false

        /// A piece of the text's bytes `start`..<`end`.
        static func piece(_ start: Int, _ end: Int, word: Int = 0, typeID: Int32 = 0) -> Row {
            Row(start: start, end: end, word: word, typeID: typeID)
        }

        static func special(_ typeID: Int32 = 0) -> Row { Row(word: -1, typeID: typeID, isSpecial: true) }
    }

    /// One window of these rows.
    static func encodings(_ rows: [Row]) throws -> Encodings {
        var draft = try EncodingDraft()
        for (id, row) in rows.enumerated() {
            try draft.rows.append(
                Int32(id), start: Int32(row.start), end: Int32(row.end), word: Int32(row.word))
            try draft.mark(upTo: id + 1, typeID: row.typeID, special: row.isSpecial)
        }
        try draft.addWindow(text: 0, firstRow: 0)
        return try Encodings(draft)
    }
}
