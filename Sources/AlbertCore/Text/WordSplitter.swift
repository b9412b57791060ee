// Normalised scalars into words: split at white space, then in front of each "▁", and put a "▁" before a word that has none
// (ALBERT.md 4.3, step 2). Each word is cut into pieces as soon as it ends.

/// Takes normalised scalars, each with the bytes of the text that it stands for.
protocol ScalarSink: ~Copyable {
    mutating func put(_ scalar: UInt32, start: Int32, end: Int32) throws(AlbertError)
    /// The same for an ASCII scalar that stands for one byte.
    mutating func putASCII(_ byte: UInt8, at place: Int32) throws(AlbertError)
}

/// U+2581, which stands for a space in pieces.
let wordMark: UInt32 = 0x2581

struct WordSplitter: ScalarSink, ~Copyable {
    var lattice: Lattice
    var rows: PieceRows
    /// The number that the next word gets.
    var word: Int32 = 0
    /// For text that comes as words: they keep their number however many words they turn out to be.
    var keepsWordNumber = false

    init(lattice: consuming Lattice) throws(AlbertError) {
        let rows = try PieceRows()
        self.lattice = lattice
        self.rows = rows
    }

    @inline(__always)
    mutating func put(_ scalar: UInt32, start: Int32, end: Int32) throws(AlbertError) {
        if isWhiteSpace(scalar) { return try endWord() }
        if scalar == wordMark {
            try endWord()
        } else if lattice.isEmpty {
            try lattice.append(wordMark, start: start, end: end)
        }
        try lattice.append(scalar, start: start, end: end)
        if lattice.isLong { try lattice.settle(into: &rows, word: word) }
    }

    @inline(__always)
    mutating func putASCII(_ byte: UInt8, at place: Int32) throws(AlbertError) {
        if byte == 0x20 || byte &- 0x09 < 5 { return try endWord() }
        if lattice.isEmpty { try lattice.append(wordMark, start: place, end: place &+ 1) }
        try lattice.appendASCII(byte, at: place)
        if lattice.isLong { try lattice.settle(into: &rows, word: word) }
    }

    /// Forgets a word that a failed call left open.
    mutating func reset() { lattice.reset() }

    /// The word ends here, if one is open.
    mutating func endWord() throws(AlbertError) {
        guard !lattice.isEmpty else { return }
        try lattice.finish(into: &rows, word: word)
        if !keepsWordNumber { word &+= 1 }
    }

    /// A piece that is a word by itself.
    mutating func putPiece(_ id: Int32, start: Int32, end: Int32) throws(AlbertError) {
        try endWord()
        try rows.append(id, start: start, end: end, word: word)
        if !keepsWordNumber { word &+= 1 }
    }
}

/// Unicode's White_Space.
@inline(__always)
func isWhiteSpace(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar == 0x20 || (scalar >= 0x09 && scalar <= 0x0D) }
    return ScalarRecord(of: scalar).flags.contains(.space)
}
