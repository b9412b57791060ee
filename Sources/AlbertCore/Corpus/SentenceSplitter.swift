// Where a paragraph's sentences end. Rules for text with punctuation, of any script: a full stop or the like, whatever closes after
// it, white space, and no small letter next. Abbreviations are those of English; where in doubt, two sentences stay one, which
// pre-training does not mind.

enum SentenceSplitter {
    /// Calls `body` with each sentence of `text`, without the white space around it.
    static func forEachSentence(
        in text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        guard let base = text.baseAddress else { return }
        var start = 0
        var index = 0
        while index < text.count {
            guard let stop = stop(base, at: index, end: text.count) else {
                index += 1
                continue
            }
            let end = end(base, ofStopAt: index, stop, sentence: start, end: text.count)
            index = end.index
            guard end.isSentence else { continue }
            try send(text, start..<index, body)
            start = index
        }
        try send(text, start..<text.count, body)
    }

    private static func send(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ body: (UnsafeBufferPointer<UInt8>) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        let sentence = withoutBlanks(UnsafeBufferPointer(rebasing: text[range]))
        if !sentence.isEmpty { try body(sentence) }
    }

    private struct Stop {
        let byteCount: Int
        /// Ends a sentence without white space after it, as in Chinese and Japanese.
        let isWide: Bool
    }

    @inline(__always)
    private static func stop(_ text: UnsafePointer<UInt8>, at index: Int, end: Int) -> Stop? {
        switch text[index] {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): Stop(byteCount: 1, isWide: false)
        case 0..<0xD8: nil
        default: longStop(text, at: index, end: end)
        }
    }

    private static func longStop(_ text: UnsafePointer<UInt8>, at index: Int, end: Int) -> Stop? {
        let scalar = decodeScalar(text, at: index, end: end)
        return switch scalar.value {
        // Arabic, Devanagari, Ethiopic; …, ‼, ⁇ to ⁉.
        case 0x061F, 0x06D4, 0x0964, 0x0965, 0x1362, 0x1367, 0x2026, 0x203C, 0x2047...0x2049:
            Stop(byteCount: scalar.byteCount, isWide: false)
        // 。 ！ ？ ｡
        case 0x3002, 0xFF01, 0xFF1F, 0xFF61: Stop(byteCount: scalar.byteCount, isWide: true)
        default: nil
        }
    }

    /// Whether a sentence ends with the stop at `index`, and where to go on.
    private static func end(
        _ text: UnsafePointer<UInt8>, ofStopAt index: Int, _ first: Stop, sentence: Int, end: Int
    ) -> (index: Int, isSentence: Bool) {
        var after = index + first.byteCount
        var isWide = first.isWide
        while after < end, let stop = stop(text, at: after, end: end) {
            after += stop.byteCount
            isWide = isWide || stop.isWide
        }
        let isFullStop = after == index + 1 && text[index] == UInt8(ascii: ".")
        after = skip(text, from: after, end: end, closers)
        guard !isWide else { return (after, true) }
        let next = skipSpace(text, from: after, end: end)
        guard next > after, next < end else { return (after, false) }
        let opened = skip(text, from: next, end: end, openers)
        guard opened < end else { return (after, false) }
        let scalar = decodeScalar(text, at: opened, end: end)
        guard !isSmallLetter(scalar.value) else { return (after, false) }
        let isDigitNext = scalar.value < 0x80 && isDigit(text[opened])
        let isAbbreviation =
            isFullStop && Abbreviations.contains(text, sentence..<index, isDigitNext: isDigitNext)
        return (after, !isAbbreviation)
    }

    private static func isSmallLetter(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return (0x61...0x7A).contains(scalar) }
        let record = ScalarRecord(of: scalar)
        return record.flags.contains(.cased) && record.lower == nil
    }

    /// ) ] } " ' and the closing quotation marks and brackets ’ ” » › 」 』 ） 】 》
    private static let closers: [UInt32] = [
        0x29, 0x5D, 0x7D, 0x22, 0x27, 0x2019, 0x201D, 0xBB, 0x203A, 0x300D, 0x300F, 0xFF09, 0x3011, 0x300B,
    ]
    /// ( [ { " ' ¿ ¡ ‘ “ „ « ‹ - – —
    private static let openers: [UInt32] = [
        0x28, 0x5B, 0x7B, 0x22, 0x27, 0xBF, 0xA1, 0x2018, 0x201C, 0x201E, 0xAB, 0x2039, 0x2D, 0x2013, 0x2014,
    ]

    private static func skip(_ text: UnsafePointer<UInt8>, from start: Int, end: Int, _ marks: [UInt32]) -> Int {
        var index = start
        while index < end {
            let scalar = decodeScalar(text, at: index, end: end)
            guard marks.contains(scalar.value) else { break }
            index += scalar.byteCount
        }
        return index
    }

    private static func skipSpace(_ text: UnsafePointer<UInt8>, from start: Int, end: Int) -> Int {
        var index = start
        while index < end {
            let scalar = decodeScalar(text, at: index, end: end)
            guard ScalarRecord(of: scalar.value).flags.contains(.space) else { break }
            index += scalar.byteCount
        }
        return index
    }
}

/// Words whose full stop ends no sentence.
enum Abbreviations {
    private static let always: [StaticString] = [
        "mr", "mrs", "ms", "mx", "messrs", "dr", "prof", "rev", "hon", "gov", "sen", "rep", "gen", "col", "capt", "cpt",
        "lt",
        "sgt", "cmdr", "maj", "adm", "supt", "st", "mt", "ft", "vs", "viz", "cf", "al", "approx", "ca", "eds",
    ]
    private static let beforeNumbers: [StaticString] = [
        "no", "nos", "vol", "vols", "fig", "figs", "p", "pp", "art", "sec", "ch", "op", "eq", "ref", "jan", "feb",
        "mar", "apr",
        "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ]

    /// Whether the full stop after `range`, a sentence so far, belongs to its last word.
    static func contains(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, isDigitNext: Bool) -> Bool {
        var start = range.upperBound
        while start > range.lowerBound, !isBlank(text[start - 1]) { start -= 1 }
        while start < range.upperBound, isOpening(text[start]) { start += 1 }
        let word = UnsafeBufferPointer(start: text + start, count: range.upperBound - start)
        guard let first = word.first, word.count <= 12 else { return false }
        // An initial, or the number of a section.
        if word.count == 1, isLetter(first) { return true }
        if word.allSatisfy(isDigit) { return (range.lowerBound..<start).allSatisfy { isBlank(text[$0]) } }
        // U.S, e.g, Ph.D
        if word.contains(UInt8(ascii: ".")) { return word.allSatisfy { isLetter($0) || $0 == UInt8(ascii: ".") } }
        return always.contains { isEqual(word, $0) } || isDigitNext && beforeNumbers.contains { isEqual(word, $0) }
    }

    private static func isOpening(_ byte: UInt8) -> Bool {
        byte == 0x28 || byte == 0x5B || byte == 0x22 || byte == 0x27
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isEqual(_ word: UnsafeBufferPointer<UInt8>, _ small: StaticString) -> Bool {
        small.withUTF8Buffer { small in
            small.count == word.count && zip(word, small).allSatisfy { $0 | 0x20 == $1 }
        }
    }
}
