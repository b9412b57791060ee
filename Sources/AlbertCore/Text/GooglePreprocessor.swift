// compat=sentencepiece, first half: what Google's `preprocess_text` does in Python before SentencePiece sees a text
// (ALBERT.md 4.4): single spaces, NFKD without combining characters, lower case with the final sigma. No quote folding.

/// Reads a text part by part, so that a long one is never held twice.
struct GooglePreprocessor: ~Copyable {
    private let settings: NormalizerSettings
    /// Read, but with its case still to be lowered: what follows a capital sigma decides its form.
    private var cased: NormalizedText
    /// White space that becomes one space if anything follows.
    private var gap: (start: Int, end: Int)?
    private var hasBegun = false
    /// Whether the last scalar that is not skipped is cased.
    private var followsCased = false
    /// Where in `cased` the answer to "is the next scalar that counts cased?" was found: long runs are looked through once.
    private var known = (upTo: -1, isCased: false)
    /// Up to where `cased` holds nothing that counts after the sigma it begins with.
    private var skipped = 0

    init(settings: NormalizerSettings) throws(AlbertError) {
        self.settings = settings
        cased = try NormalizedText()
    }

    mutating func begin() {
        cased.removeFirst(cased.bytes.count)
        (gap, hasBegun, followsCased) = (nil, false, false)
        (known, skipped) = ((-1, false), 0)
    }

    /// Appends to `output` what `preprocess_text` makes of the scalars that begin in bytes `range`; the text goes on to `end`.
    /// Gives where it stopped: at or a little after the range's end.
    mutating func read(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, end: Int, into output: inout NormalizedText
    ) throws(AlbertError) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            let scalar = decodeScalar(text, at: index, end: end)
            let next = index &+ scalar.byteCount
            if ScalarRecord(of: scalar.value).flags.contains(.pythonSpace) {
                gap = (gap?.start ?? index, next)
            } else {
                if let gap, hasBegun {
                    try put(
                        0x20, Int32(truncatingIfNeeded: gap.start), Int32(truncatingIfNeeded: gap.end), into: &output)
                }
                (gap, hasBegun) = (nil, true)
                try expand(
                    scalar.value, Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: next), into: &output)
            }
            index = next
        }
        if settings.lowersCase { try lower(isLast: index >= end, into: &output) }
        return index
    }

    private mutating func put(
        _ scalar: UInt32, _ start: Int32, _ end: Int32, into output: inout NormalizedText
    ) throws(AlbertError) {
        if settings.lowersCase {
            try cased.put(scalar, start: start, end: end)
        } else {
            try output.put(scalar, start: start, end: end)
        }
    }

    private mutating func expand(_ scalar: UInt32, _ start: Int32, _ end: Int32, into output: inout NormalizedText)
        throws(AlbertError)
    {
        let record = ScalarRecord(of: scalar)
        guard settings.stripsAccents else { return try put(scalar, start, end, into: &output) }
        if scalar >= 0xAC00, scalar <= 0xD7A3 {
            let index = scalar - 0xAC00
            try put(0x1100 + index / 588, start, end, into: &output)
            try put(0x1161 + index % 588 / 28, start, end, into: &output)
            if index % 28 > 0 { try put(0x11A7 + index % 28, start, end, into: &output) }
        } else if let parts = record.decomposition {
            for part in parts where !ScalarRecord(of: part).flags.contains(.combining) {
                try put(part, start, end, into: &output)
            }
        } else if !record.flags.contains(.combining) {
            try put(scalar, start, end, into: &output)
        }
    }

    /// Python's str.lower: each scalar by itself, but a capital sigma that ends a word becomes a final one.
    private mutating func lower(isLast: Bool, into output: inout NormalizedText) throws(AlbertError) {
        let end = cased.bytes.count
        var index = 0
        while index < end {
            let scalar = decodeScalar(UnsafePointer(cased.bytes.base), at: index, end: end)
            let record = ScalarRecord(of: scalar.value)
            let (start, stop) = cased.source(of: index..<index + scalar.byteCount)
            let next = index + scalar.byteCount
            if scalar.value == 0x3A3 {
                if next > known.upTo, !findNextCased(from: next, isLast: isLast) { break }
                try output.put(followsCased && !known.isCased ? 0x3C2 : 0x3C3, start: start, end: stop)
            } else if let parts = record.lower {
                for part in parts { try output.put(part, start: start, end: stop) }
            } else {
                try output.put(scalar.value, start: start, end: stop)
            }
            if !record.flags.contains(.caseIgnorable) { followsCased = record.flags.contains(.cased) }
            index = next
        }
        cased.removeFirst(index)
        known.upTo -= index
        skipped = max(0, skipped - index)
    }

    /// Notes in `known` whether the next scalar that is not skipped is cased; false: that has not been read yet.
    private mutating func findNextCased(from start: Int, isLast: Bool) -> Bool {
        let end = cased.bytes.count
        var index = max(start, skipped)
        while index < end {
            let scalar = decodeScalar(UnsafePointer(cased.bytes.base), at: index, end: end)
            let flags = ScalarRecord(of: scalar.value).flags
            if !flags.contains(.caseIgnorable) {
                known = (index, flags.contains(.cased))
                return true
            }
            index += scalar.byteCount
        }
        skipped = end
        if isLast { known = (end, false) }
        return isLast
    }
}
