// Byte offsets into other units: one pass over the text, because pieces come in the order of the text.

/// Turns the byte offsets in rows `range` into `unit`s of `text`.
func convertOffsets(
    _ rows: inout PieceRows, _ range: Range<Int>, text: UnsafeBufferPointer<UInt8>, to unit: EncodeOptions.OffsetUnit
) {
    guard unit != .bytes, let base = text.baseAddress, !range.isEmpty else { return }
    var starts = OffsetCursor(text: base, end: text.count, countsUTF16: unit == .utf16)
    // Before the first byte above ASCII all units are the same.
    let plainCount = starts.skipASCII()
    guard plainCount < text.count else { return }
    var ends = starts
    for row in range where Int(rows.ends[row]) > plainCount {
        // A piece begins where the one before ended, or soon after: one of the two places has been counted already.
        starts.follow(ends, before: rows.starts[row])
        rows.starts[row] = starts.move(to: rows.starts[row])
        ends.follow(starts, before: rows.ends[row])
        rows.ends[row] = ends.move(to: rows.ends[row])
    }
}

/// A place in a text, in bytes and in another unit.
struct OffsetCursor {
    let text: UnsafePointer<UInt8>
    let end: Int
    let countsUTF16: Bool
    private var byte = 0
    private var unit: Int32 = 0
    /// Up to here the text is ASCII, as far as that is known.
    private var plainCount = 0

    fileprivate init(text: UnsafePointer<UInt8>, end: Int, countsUTF16: Bool) {
        self.text = text
        self.end = end
        self.countsUTF16 = countsUTF16
    }

    /// Goes on from the place of `other`, a cursor in the same text, where that is on the way to byte `target`.
    @inline(__always)
    fileprivate mutating func follow(_ other: OffsetCursor, before target: Int32) {
        guard other.byte > byte, other.byte <= Int(target) else { return }
        (byte, unit) = (other.byte, other.unit)
    }

    /// Moves to byte `target`; gives its place in units. Offsets hardly ever decrease; where one does, the count starts over.
    mutating func move(to target: Int32) -> Int32 {
        let target = min(Int(target), end)
        if target <= plainCount { return Int32(truncatingIfNeeded: target) }
        if target < byte { (byte, unit) = (0, 0) }
        while byte < target {
            if startsWithASCII {
                let step = min(8, target &- byte)
                byte &+= step
                unit &+= Int32(truncatingIfNeeded: step)
                continue
            }
            let scalar = decodeScalar(text, at: byte, end: end)
            byte &+= scalar.byteCount
            unit &+= countsUTF16 && scalar.value > 0xFFFF ? 2 : 1
        }
        return unit
    }
}

extension OffsetCursor {
    /// Whether the next 8 bytes are there and ASCII.
    @inline(__always)
    private var startsWithASCII: Bool {
        byte &+ 8 <= end
            && UnsafeRawPointer(text + byte).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    }

    /// Moves to the first byte that is not ASCII, or to the end; gives its place.
    fileprivate mutating func skipASCII() -> Int {
        while startsWithASCII { byte &+= 8 }
        while byte < end, text[byte] < 0x80 { byte &+= 1 }
        unit = Int32(truncatingIfNeeded: byte)
        plainCount = byte
        return byte
    }

    /// Nil where bytes are what is wanted.
    init?(_ text: UnsafeBufferPointer<UInt8>, _ unit: EncodeOptions.OffsetUnit) {
        guard unit != .bytes, let base = text.baseAddress else { return nil }
        self.init(text: base, end: text.count, countsUTF16: unit == .utf16)
    }
}
