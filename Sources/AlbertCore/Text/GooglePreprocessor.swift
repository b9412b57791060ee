// compat=sentencepiece, first half: what Google's `preprocess_text` does in Python before SentencePiece sees a text
// (ALBERT.md 4.4): single spaces, NFKD without combining characters, lower case with the final sigma. No quote folding.

struct GooglePreprocessor {
    let settings: NormalizerSettings

    /// The text as `preprocess_text` gives it, with the bytes that each part stands for.
    func read(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, watch: Watch) throws(AlbertError) -> NormalizedText {
        var output = try NormalizedText()
        var index = range.lowerBound
        var nextCheck = index
        var space: (start: Int, end: Int)?
        while index < range.upperBound {
            if index >= nextCheck {
                try watch.check()
                nextCheck = index &+ 1 << 15
            }
            let scalar = decodeScalar(text, at: index, end: range.upperBound)
            let end = index &+ scalar.byteCount
            if ScalarRecord(of: scalar.value).flags.contains(.pythonSpace) {
                space = (space?.start ?? index, end)
            } else {
                if let gap = space, !output.bytes.isEmpty {
                    try output.put(
                        0x20, start: Int32(truncatingIfNeeded: gap.start), end: Int32(truncatingIfNeeded: gap.end))
                }
                space = nil
                try expand(
                    scalar.value, Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: end), into: &output)
            }
            index = end
        }
        return settings.lowersCase ? try lowered(output, watch) : output
    }

    private func expand(_ scalar: UInt32, _ start: Int32, _ end: Int32, into output: inout NormalizedText)
        throws(AlbertError)
    {
        let record = ScalarRecord(of: scalar)
        guard settings.stripsAccents else { return try output.put(scalar, start: start, end: end) }
        if scalar >= 0xAC00, scalar <= 0xD7A3 {
            let index = scalar - 0xAC00
            try output.put(0x1100 + index / 588, start: start, end: end)
            try output.put(0x1161 + index % 588 / 28, start: start, end: end)
            if index % 28 > 0 { try output.put(0x11A7 + index % 28, start: start, end: end) }
        } else if let parts = record.decomposition {
            for part in parts where !ScalarRecord(of: part).flags.contains(.combining) {
                try output.put(part, start: start, end: end)
            }
        } else if !record.flags.contains(.combining) {
            try output.put(scalar, start: start, end: end)
        }
    }

    /// Python's str.lower: each scalar by itself, but a capital sigma that ends a word becomes a final one.
    private func lowered(_ text: borrowing NormalizedText, _ watch: Watch) throws(AlbertError) -> NormalizedText {
        var output = try NormalizedText()
        let (base, end) = (UnsafePointer(text.bytes.base), text.bytes.count)
        // Whether the last scalar that is not skipped is cased.
        var followsCased = false
        var index = 0
        // Where the answer to "is the next scalar that counts cased?" was found: long runs are looked through once.
        var known = (upTo: -1, isCased: false)
        while index < end {
            let scalar = decodeScalar(base, at: index, end: end)
            let record = ScalarRecord(of: scalar.value)
            let (start, stop) = text.source(of: index..<index + scalar.byteCount)
            index += scalar.byteCount
            if scalar.value == 0x3A3 {
                if index > known.upTo { known = nextCased(base, index, end) }
                try output.put(followsCased && !known.isCased ? 0x3C2 : 0x3C3, start: start, end: stop)
            } else if let parts = record.lower {
                for part in parts { try output.put(part, start: start, end: stop) }
            } else {
                try output.put(scalar.value, start: start, end: stop)
            }
            if !record.flags.contains(.caseIgnorable) { followsCased = record.flags.contains(.cased) }
        }
        try watch.check()
        return output
    }

    /// Whether the next scalar that is not skipped is cased, and up to where that is the answer.
    private func nextCased(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> (upTo: Int, isCased: Bool) {
        var index = start
        while index < end {
            let scalar = decodeScalar(text, at: index, end: end)
            let flags = ScalarRecord(of: scalar.value).flags
            if !flags.contains(.caseIgnorable) { return (index, flags.contains(.cased)) }
            index += scalar.byteCount
        }
        return (end, false)
    }
}
