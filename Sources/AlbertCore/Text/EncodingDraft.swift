// An encoding in the making: rows are written once, in their final place, unless truncation moves them.

struct EncodingDraft: ~Copyable {
    /// Neighbouring rows of one kind: a text's pieces, or special tokens.
    struct Segment {
        /// The row after the last one.
        var end: Int
        var typeID: Int32
        var isSpecial: Bool
    }

    var rows: PieceRows
    var segments: Buffer<Segment>
    var windows: Buffer<Int32>

    init() throws(AlbertError) {
        let rows = try PieceRows()
        let segments = try Buffer<Segment>()
        let windows = try Buffer<Int32>()
        self.rows = rows
        self.segments = segments
        self.windows = windows
    }

    /// Notes the segment of all rows up to `count` that have none yet.
    mutating func mark(upTo count: Int, typeID: Int32, special isSpecial: Bool) throws(AlbertError) {
        let last = segments.count - 1
        guard count > (last < 0 ? 0 : segments[last].end) else { return }
        if last >= 0, segments[last].typeID == typeID, segments[last].isSpecial == isSpecial {
            segments[last].end = count
        } else {
            try segments.append(Segment(end: count, typeID: typeID, isSpecial: isSpecial))
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
        while segments.count > 1, segments[segments.count - 2].end >= firstRow { segments.removeLast(1) }
        if !segments.isEmpty { segments[segments.count - 1].end = firstRow }
    }

    /// Appends the texts that follow, except that what is in their rows must be written still.
    mutating func appendAllButRows(_ other: borrowing EncodingDraft) throws(AlbertError) {
        let first = rows.count
        let firstRow = Int32(truncatingIfNeeded: first)
        try rows.addUnwritten(other.rows.count)
        for segment in other.segments.elements {
            try mark(upTo: first + segment.end, typeID: segment.typeID, special: segment.isSpecial)
        }
        for index in 0..<other.windows.count {
            try windows.append(other.windows[index] &+ (index % 3 == 1 ? firstRow : 0))
        }
    }
}
