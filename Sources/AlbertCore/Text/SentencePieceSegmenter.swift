// compat=sentencepiece: Google's preprocessing, SentencePiece's normaliser, one lattice over the whole text, and Google's rule
// that cuts a comma from a digit (ALBERT.md 4.4, 4.6). A word is what begins with "▁".

struct SentencePieceSegmenter: ~Copyable {
    private let vocabulary: Vocabulary
    private let unknownID: Int32
    private var preprocessor: GooglePreprocessor
    private var normalizer: SentencePieceNormalizer
    /// Preprocessed, not yet normalised.
    private var prepared: NormalizedText
    /// For texts, and for the numbers that are cut from their commas.
    private var lattice: Lattice
    private var numberLattice: Lattice
    private var rows: PieceRows
    private var numberRows: PieceRows

    /// Bytes of text that are worked on at a time.
    private static let partByteCount = 1 << 15

    init(_ parts: TokenizerParts, _ behavior: SentencePieceBehavior) throws(AlbertError) {
        let lattice = try Lattice(parts.vocabulary, rules: parts.latticeRules)
        let numberLattice = try Lattice(parts.vocabulary, rules: parts.latticeRules)
        let rows = try PieceRows()
        let numberRows = try PieceRows()
        let preprocessor = try GooglePreprocessor(settings: parts.normalizer)
        let prepared = try NormalizedText()
        self.lattice = lattice
        self.numberLattice = numberLattice
        self.rows = rows
        self.numberRows = numberRows
        self.preprocessor = preprocessor
        self.prepared = prepared
        vocabulary = parts.vocabulary
        normalizer = SentencePieceNormalizer(vocabulary: parts.vocabulary, charsmap: parts.charsmap, behavior: behavior)
        unknownID = parts.latticeRules.unknownID
    }

    /// Appends the pieces of a fragment; `word` is the number of its first word and becomes the next free one.
    mutating func segment(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, watch: Watch, into output: inout PieceRows,
        word: inout Int32,
        keepsWordNumber: Bool
    ) throws(AlbertError) {
        preprocessor.begin()
        normalizer.begin()
        prepared.removeFirst(prepared.bytes.count)
        lattice.reset()
        rows.removeLast(rows.count)
        var current = word
        var isFirst = true
        var index = range.lowerBound
        while index < range.upperBound {
            try watch.check()
            let stop = min(index + Self.partByteCount, range.upperBound)
            index = try preprocessor.read(text, index..<stop, end: range.upperBound, into: &prepared)
            let isLast = index >= range.upperBound
            let count = try normalizer.read(prepared, isLast: isLast, into: &lattice, watch: watch, settled: &rows)
            prepared.removeFirst(count)
            if isLast, !lattice.isEmpty { try lattice.finish(into: &rows, word: 0) }
            // The last row may be an unknown piece that goes on.
            let settled = isLast ? rows.count : max(0, rows.count - 1)
            for row in 0..<settled {
                let id = rows.ids[row]
                let spelling = vocabulary.spelling(of: Int(id))
                if !keepsWordNumber, isFirst || startsWord(spelling) {
                    current = word
                    word &+= 1
                }
                isFirst = false
                if let spelling, endsInDigitComma(spelling) {
                    let (start, end) = (rows.starts[row], rows.ends[row])
                    // In the text the comma is the last character, whatever its width.
                    let comma = scalarStart(text, before: Int(end), from: Int(start))
                    try cutComma(
                        spelling, start, end, comma: max(start, Int32(truncatingIfNeeded: comma)), word: current,
                        into: &output)
                } else {
                    try output.append(id, start: rows.starts[row], end: rows.ends[row], word: current)
                }
            }
            rows.removeFirst(settled)
        }
    }

    // MARK: Digit and comma

    /// Writes "▁2014," as what "2014" becomes by itself, and ",", which begins at `place`.
    private mutating func cutComma(
        _ spelling: UnsafeBufferPointer<UInt8>, _ start: Int32, _ end: Int32, comma place: Int32, word: Int32,
        into output: inout PieceRows
    ) throws(AlbertError) {
        // One character may be both, such as U+1F101.
        let numberEnd = place > start ? place : end
        var number = try NormalizedText()
        var index = 0
        while index < spelling.count - 1, let base = spelling.baseAddress {
            let scalar = decodeScalar(base, at: index, end: spelling.count)
            if scalar.value != wordMark { try number.put(scalar.value, start: start, end: end) }
            index += scalar.byteCount
        }
        numberLattice.reset()
        numberRows.removeLast(numberRows.count)
        var normalizer = normalizer
        normalizer.begin()
        _ = try normalizer.read(number, isLast: true, into: &numberLattice, watch: .none, settled: &numberRows)
        if !numberLattice.isEmpty { try numberLattice.finish(into: &numberRows, word: 0) }
        for row in 0..<numberRows.count {
            var id = numberRows.ids[row]
            if row == 0, !startsWord(spelling), let first = vocabulary.spelling(of: Int(id)), startsWord(first) {
                if first.count == 3 { continue }
                id = vocabulary.id(of: UnsafeBufferPointer(rebasing: first[3...])) ?? unknownID
            }
            try output.append(id, start: start, end: numberEnd, word: word)
        }
        try output.append(comma, start: place, end: end, word: word)
    }

    private var comma: Int32 {
        withUnsafePointer(to: UInt8(0x2C)) { vocabulary.id(of: UnsafeBufferPointer(start: $0, count: 1)) } ?? unknownID
    }

    private func startsWord(_ spelling: UnsafeBufferPointer<UInt8>?) -> Bool {
        guard let spelling, spelling.count >= 3 else { return false }
        return spelling[0] == 0xE2 && spelling[1] == 0x96 && spelling[2] == 0x81
    }
}
