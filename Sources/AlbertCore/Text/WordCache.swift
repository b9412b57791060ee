// Most words of a text have been seen before. The cache remembers, for short runs of bytes between spaces, the pieces that
// they became. A run's pieces depend on its bytes alone, so a hit and a miss give the same result.

struct WordCache: ~Copyable {
    /// Longer runs, and those of more pieces, are not kept.
    static let byteLimit = 24
    static let pieceLimit = 6

    /// The bytes of a run, zero-filled, with their number.
    struct Key {
        let words: (UInt64, UInt64, UInt64)
        let byteCount: UInt32

        /// Reads nothing at or past `end`. 1 … `byteLimit` bytes.
        @inline(__always)
        init(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, end: Int) {
            let count = range.count
            byteCount = UInt32(truncatingIfNeeded: count)
            if range.lowerBound &+ WordCache.byteLimit <= end {
                let raw = UnsafeRawPointer(text + range.lowerBound)
                words = (
                    raw.loadUnaligned(as: UInt64.self) & Self.mask(count),
                    raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & Self.mask(count &- 8),
                    raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self) & Self.mask(count &- 16)
                )
            } else {
                var bytes: (UInt64, UInt64, UInt64) = (0, 0, 0)
                withUnsafeMutableBytes(of: &bytes) {
                    $0.copyMemory(from: UnsafeRawBufferPointer(start: text + range.lowerBound, count: count))
                }
                words = bytes
            }
        }

        /// Keeps the first `count` bytes in memory order; a big-endian machine would need the other end.
        @inline(__always)
        private static func mask(_ count: Int) -> UInt64 {
            count >= 8 ? .max : count <= 0 ? 0 : (1 << UInt64(truncatingIfNeeded: count &* 8)) &- 1
        }

        @inline(__always)
        fileprivate var firstSlot: Int {
            var mixed = words.0 &* 0x9E37_79B9_7F4A_7C15
            mixed ^= words.1 &* 0xC2B2_AE3D_27D4_EB4F
            mixed ^= words.2 &* 0x1656_67B1_9E37_79F9
            mixed = (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
            return Int(truncatingIfNeeded: mixed >> 50) &* 2
        }
    }

    /// One run: 64 bytes.
    struct Entry {
        fileprivate var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        fileprivate var byteCount: UInt16 = 0
        /// How many words and pieces the run became.
        var wordCount: UInt8 = 0
        var pieceCount: UInt8 = 0
        private var places: (UInt16, UInt16, UInt16, UInt16, UInt16, UInt16) = (0, 0, 0, 0, 0, 0)
        private var ids: (Int32, Int32, Int32, Int32, Int32, Int32) = (0, 0, 0, 0, 0, 0)

        /// Piece `index`: its id, and its start, end and word, each relative to the run.
        @inline(__always)
        func piece(_ index: Int) -> (id: Int32, start: Int32, end: Int32, word: Int32) {
            let (id, place) = withUnsafeBytes(of: self) { raw in
                (
                    raw.loadUnaligned(fromByteOffset: 40 &+ 4 &* index, as: Int32.self),
                    Int32(raw.loadUnaligned(fromByteOffset: 28 &+ 2 &* index, as: UInt16.self))
                )
            }
            return (id, place & 31, place >> 5 & 31, place >> 10)
        }

        mutating func setPiece(_ index: Int, id: Int32, start: Int32, end: Int32, word: Int32) {
            let place = UInt16(truncatingIfNeeded: word << 10 | end << 5 | start)
            withUnsafeMutableBytes(of: &self) { raw in
                raw.storeBytes(of: id, toByteOffset: 40 &+ 4 &* index, as: Int32.self)
                raw.storeBytes(of: place, toByteOffset: 28 &+ 2 &* index, as: UInt16.self)
            }
        }
    }

    private var entries: Buffer<Entry>

    /// 16,384 pairs of entries, 2 MiB. A run may lie in either entry of its pair.
    init() throws(AlbertError) { entries = try Buffer(repeating: Entry(), count: 1 << 15) }

    /// The entry for `key`, nil where there is none.
    @inline(__always)
    func find(_ key: Key) -> UnsafeMutablePointer<Entry>? {
        let pair = entries.base + key.firstSlot
        return Self.holds(pair, key) ? pair : Self.holds(pair + 1, key) ? pair + 1 : nil
    }

    @inline(__always)
    private static func holds(_ entry: UnsafeMutablePointer<Entry>, _ key: Key) -> Bool {
        entry.pointee.words.0 == key.words.0 && entry.pointee.words.1 == key.words.1
            && entry.pointee.words.2 == key.words.2 && UInt32(entry.pointee.byteCount) == key.byteCount
    }

    /// Remembers rows `range`, the pieces of a run that began at `start` and whose first word had number `word`, if they fit.
    mutating func insert(
        _ key: Key, _ rows: borrowing PieceRows, _ range: Range<Int>, start: Int32, word: Int32, wordCount: Int32
    ) {
        guard range.count <= Self.pieceLimit, wordCount <= 31 else { return }
        var entry = Entry()
        entry.words = key.words
        entry.byteCount = UInt16(truncatingIfNeeded: key.byteCount)
        entry.wordCount = UInt8(truncatingIfNeeded: wordCount)
        entry.pieceCount = UInt8(truncatingIfNeeded: range.count)
        for (index, row) in range.enumerated() {
            let (from, to) = (rows.starts[row] &- start, rows.ends[row] &- start)
            guard from >= 0, to >= from, to <= Int32(key.byteCount) else { return }
            entry.setPiece(index, id: rows.ids[row], start: from, end: to, word: rows.words[row] &- word)
        }
        // The older of the pair makes room.
        entries[key.firstSlot + 1] = entries[key.firstSlot]
        entries[key.firstSlot] = entry
    }
}
