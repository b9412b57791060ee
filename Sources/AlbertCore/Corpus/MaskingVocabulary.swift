// What masking has to know of a vocabulary: its size, the ids of the special tokens, and which pieces begin a word. Small enough to
// stand in every shard, so that examples can be masked without the tokenizer that made them.

final class MaskingVocabulary: Sendable {
    struct Specials: Equatable, Sendable {
        let cls: Int32
        let sep: Int32
        let mask: Int32
    }

    /// Ids are 0 ..< `size`.
    let size: Int
    let specials: Specials
    /// One bit for each id, the lowest bit first: whether the piece begins a word.
    let wordStarts: Buffer<UInt8>
    /// Of all spellings, so that data and model can be held against each other; 0 where it is not known.
    let fingerprint: UInt64

    init(_ tokenizer: Tokenizer) throws(AlbertError) {
        func special(_ role: Tokenizer.SpecialRole) throws(AlbertError) -> Int32 {
            guard let id = tokenizer.special(role) else {
                throw AlbertError(.missing, at: "tokenizer", "it has no \(role.rawValue) token")
            }
            return id
        }
        size = tokenizer.vocabularySize
        specials = Specials(cls: try special(.cls), sep: try special(.sep), mask: try special(.mask))
        var starts = try Buffer<UInt8>(repeating: 0, count: Self.byteCount(size))
        var fingerprint = Fingerprint()
        for id in 0..<size {
            guard let piece = tokenizer.piece(Int32(truncatingIfNeeded: id)) else { continue }
            if Self.beginsWord(piece) { starts[id >> 3] |= 1 << UInt8(id & 7) }
            for byte in piece { fingerprint.add(byte: byte) }
            fingerprint.add(byte: 0)
        }
        wordStarts = starts
        self.fingerprint = fingerprint.value
    }

    /// As a shard says it; `wordStarts` has `byteCount(size)` bytes.
    init(
        size: Int, specials: Specials, fingerprint: UInt64, wordStarts: UnsafeBufferPointer<UInt8>
    ) throws(AlbertError) {
        var copy = try Buffer<UInt8>()
        try copy.append(wordStarts)
        self.size = size
        self.specials = specials
        self.fingerprint = fingerprint
        self.wordStarts = copy
    }

    static func byteCount(_ size: Int) -> Int { size / 8 + (size % 8 == 0 ? 0 : 1) }

    /// `id` is below `size`.
    @inline(__always)
    func beginsWord(_ id: Int32) -> Bool {
        wordStarts[Int(id) >> 3] >> UInt8(truncatingIfNeeded: id & 7) & 1 == 1
    }

    /// The original's rule: what begins with ▁ or <, a single mark of `joiningMarks`, and whatever holds anything but ASCII letters
    /// and those marks. Other pieces go on with the word before them.
    static func beginsWord(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = piece.first else { return false }
        if first == UInt8(ascii: "<") { return true }
        if piece.count == 1, isJoiningMark(first) { return true }
        // ▁ is no ASCII letter: pieces that begin with it are among these.
        return !piece.allSatisfy { isLetter($0) || isJoiningMark($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// ASCII's punctuation without the apostrophe, <, = and >.
    private static func isJoiningMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "<")...UInt8(ascii: ">"): false
        case UInt8(ascii: "!")...UInt8(ascii: "/"), UInt8(ascii: ":")...UInt8(ascii: "@"),
            UInt8(ascii: "[")...UInt8(ascii: "`"), UInt8(ascii: "{")...UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
