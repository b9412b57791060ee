// An encoding in the making: rows are written once, in their final place, unless truncation moves them.

struct EncodingDraft: ~Copyable {
    var rows: PieceRows
    var typeIDs: Buffer<Int32>
    var special: Buffer<Int32>
    var windows: Buffer<Int32>

    init() throws(AlbertError) {
        let rows = try PieceRows()
        let typeIDs = try Buffer<Int32>()
        let special = try Buffer<Int32>()
        let windows = try Buffer<Int32>()
        self.rows = rows
        self.typeIDs = typeIDs
        self.special = special
        self.windows = windows
    }

    /// Notes the segment of all rows up to `count` that have none yet.
    mutating func mark(upTo count: Int, typeID: Int32, special isSpecial: Bool) throws(AlbertError) {
        let old = typeIDs.count
        try typeIDs.resize(count)
        try special.resize(count)
        for row in old..<count {
            typeIDs[row] = typeID
            special[row] = isSpecial ? 1 : 0
        }
    }

    mutating func addSpecial(_ id: Int32, typeID: Int32) throws(AlbertError) {
        try rows.append(id, start: 0, end: 0, word: -1)
        try mark(upTo: rows.count, typeID: typeID, special: true)
    }

    mutating func addWindow(text: Int, firstRow: Int) throws(AlbertError) {
        try windows.append(Int32(truncatingIfNeeded: text))
        try windows.append(Int32(truncatingIfNeeded: firstRow))
        try windows.append(Int32(truncatingIfNeeded: rows.count - firstRow))
    }

    /// Lays out what the template says: special tokens, and the given rows of the two texts.
    mutating func addWindow(
        text: Int, _ parts: [Template.Part], of source: borrowing PieceRows, first: Range<Int>, second: Range<Int>
    ) throws(AlbertError) {
        let firstRow = rows.count
        for part in parts {
            switch part {
            case .special(let id, let typeID): try addSpecial(id, typeID: typeID)
            case .first(let typeID):
                try rows.append(first, of: source)
                try mark(upTo: rows.count, typeID: typeID, special: false)
            case .second(let typeID):
                try rows.append(second, of: source)
                try mark(upTo: rows.count, typeID: typeID, special: false)
            }
        }
        try addWindow(text: text, firstRow: firstRow)
    }

    /// Takes the rows from `firstRow` on out again.
    mutating func removeRows(from firstRow: Int) {
        rows.removeLast(rows.count - firstRow)
        typeIDs.removeLast(typeIDs.count - firstRow)
        special.removeLast(special.count - firstRow)
    }

    /// Appends the texts that follow.
    mutating func append(_ other: Encodings) throws(AlbertError) {
        let firstRow = Int32(truncatingIfNeeded: rows.count)
        try rows.append(other)
        try typeIDs.append(other.typeIDs.elements)
        try special.append(other.special.elements)
        for index in 0..<other.windows.count {
            try windows.append(other.windows[index] &+ (index % 3 == 1 ? firstRow : 0))
        }
    }
}
