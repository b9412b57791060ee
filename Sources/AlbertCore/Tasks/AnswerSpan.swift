// From the bytes that pieces cover to an answer's characters.

/// Grows spans of one text. It keeps what it knows of the last word at either end: in a text without spaces all spans grow to
/// the same one, and walking to its ends again would take as long as the text, for each.
struct AnswerGrowth {
    private let text: UnsafeBufferPointer<UInt8>
    private let alignment: AnswerOptions.Alignment
    /// From where the word begins to the first byte of a scalar in it.
    private var firstWord = 0..<0
    /// From the last byte of a scalar in the word to where that ends.
    private var lastWord = 0..<0

    init(_ text: UnsafeBufferPointer<UInt8>, _ alignment: AnswerOptions.Alignment) {
        self.text = text
        self.alignment = alignment
    }

    /// `span` grown as the alignment says.
    mutating func aligned(_ span: Range<Int>) -> Range<Int> {
        guard alignment != .piece, !span.isEmpty, let base = text.baseAddress else { return span }
        var (start, end) = (span.lowerBound, span.upperBound)
        if belongs(decodeScalar(base, at: start, end: text.count).value) {
            while !firstWord.contains(start), let before = scalar(before: start, in: text), belongs(before.value) {
                start -= before.byteCount
            }
            let known = firstWord.contains(start) ? firstWord : start..<start
            start = known.lowerBound
            firstWord = start..<max(known.upperBound, span.lowerBound + 1)
        }
        if let last = scalar(before: end, in: text), belongs(last.value) {
            while end < text.count, !lastWord.contains(end - 1) {
                let next = decodeScalar(base, at: end, end: text.count)
                guard belongs(next.value) else { break }
                end += next.byteCount
            }
            let known = lastWord.contains(end - 1) ? lastWord : end..<end
            end = known.upperBound
            lastWord = min(known.lowerBound, span.upperBound - 1)..<end
        }
        return start..<end
    }

    private func belongs(_ scalar: UInt32) -> Bool {
        let flags = ScalarRecord(of: scalar).flags
        return alignment == .word ? flags.contains(.word) : !flags.contains(.space)
    }
}

/// The scalar that ends at `index`; a byte that is part of none reads as U+FFFD.
private func scalar(before index: Int, in text: UnsafeBufferPointer<UInt8>) -> DecodedScalar? {
    guard index > 0, let base = text.baseAddress else { return nil }
    for start in stride(from: index - 1, through: max(0, index - 4), by: -1) where text[start] & 0xC0 != 0x80 {
        let found = decodeScalar(base, at: start, end: index)
        if start + found.byteCount == index { return found }
        break
    }
    return DecodedScalar(value: 0xFFFD, byteCount: 1)
}

/// Every scalar in lower case, without rules that look at neighbours.
func lowerCased(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let base = text.baseAddress else { return [] }
    var lower: [UInt8] = []
    lower.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
        let scalar = decodeScalar(base, at: index, end: text.count)
        if let mapped = ScalarRecord(of: scalar.value).lower {
            for value in mapped {
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
                    guard let start = bytes.baseAddress else { return }
                    lower.append(contentsOf: bytes.prefix(encodeScalar(value, to: start)))
                }
            }
        } else {
            lower.append(contentsOf: text[index..<index + scalar.byteCount])
        }
        index += scalar.byteCount
    }
    return lower
}
