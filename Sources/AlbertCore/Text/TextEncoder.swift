// One text, or a pair, into the rows of an encoding: pieces, special tokens, truncation, offsets.

struct TextEncoder: ~Copyable {
    private(set) var draft: EncodingDraft
    private let segmenters: SegmenterPool
    private let box: SegmenterPool.Box
    private let plan: TruncationPlan
    private let template: Template
    private let unit: EncodeOptions.OffsetUnit
    private let watch: Watch

    init(_ parts: TokenizerParts, _ options: EncodeOptions, usesPairs: Bool, watch: Watch) throws(AlbertError) {
        let template = options.addsSpecialTokens ? parts.template : parts.template.bare
        let plan = try TruncationPlan(options, template: template, usesPairs: usesPairs)
        let box = try parts.segmenters.take(parts, literal: options.specialText == .literal)
        let draft = try EncodingDraft()
        self.template = template
        self.plan = plan
        self.box = box
        segmenters = parts.segmenters
        self.draft = draft
        self.watch = watch
        unit = options.offsets
    }

    /// Makes room for the pieces of a text that will come, where that can be had: prose has one for each four to five bytes,
    /// emoji for each three to four, and a text that has more grows from there.
    mutating func expect(byteCount: Int) {
        let wanted = draft.rows.count + min(byteCount / 3, Self.mostExpected) + 16
        try? draft.rows.reserve(wanted)
    }

    /// A text of nothing but spaces must not take much more than itself.
    private static let mostExpected = 1 << 22

    /// The rows, to be joined with others.
    consuming func finishDraft() -> EncodingDraft {
        segmenters.giveBack(box)
        return draft
    }

    /// The finished encoding.
    consuming func finish() throws(AlbertError) -> Encodings {
        segmenters.giveBack(box)
        return try Encodings(draft)
    }

    mutating func encode(
        number: Int, _ text: UnsafeBufferPointer<UInt8>, pair: UnsafeBufferPointer<UInt8>?
    ) throws(AlbertError) {
        try layOut(number, hasPair: pair != nil) { segmenter, isSecond, watch, unit throws(AlbertError) in
            let text = isSecond ? pair ?? UnsafeBufferPointer(start: nil, count: 0) : text
            let firstRow = segmenter.splitter.rows.count
            segmenter.splitter.word = 0
            try segmenter.segment(text, watch: watch)
            convertOffsets(&segmenter.splitter.rows, firstRow..<segmenter.splitter.rows.count, text: text, to: unit)
        }
    }

    mutating func encodeWords(
        count: Int, word: (Int) -> UnsafeBufferPointer<UInt8>, pairCount: Int?,
        pairWord: ((Int) -> UnsafeBufferPointer<UInt8>)?
    ) throws(AlbertError) {
        box.segmenter.splitter.keepsWordNumber = true
        defer { box.segmenter.splitter.keepsWordNumber = false }
        try layOut(0, hasPair: pairCount != nil) { segmenter, isSecond, watch, unit throws(AlbertError) in
            for number in 0..<(isSecond ? pairCount ?? 0 : count) {
                let text = isSecond ? pairWord?(number) ?? UnsafeBufferPointer(start: nil, count: 0) : word(number)
                let firstRow = segmenter.splitter.rows.count
                segmenter.splitter.word = Int32(truncatingIfNeeded: number)
                try segmenter.segment(text, watch: watch)
                convertOffsets(&segmenter.splitter.rows, firstRow..<segmenter.splitter.rows.count, text: text, to: unit)
            }
        }
    }

    /// Writes the rows in the template's order; then, if they are too many, lays them out again as windows.
    private mutating func layOut(
        _ number: Int, hasPair: Bool,
        _ segment: (inout Segmenter, Bool, Watch, EncodeOptions.OffsetUnit) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        try watch.check()
        let parts = hasPair ? template.pair : template.single
        let firstRow = draft.rows.count
        var first = 0..<0
        var second = 0..<0
        for part in parts {
            switch part {
            case .special(let id, let typeID): try draft.addSpecial(id, typeID: typeID)
            case .first(let typeID):
                first = try segmentPart(typeID) { segmenter, watch, unit throws(AlbertError) in
                    try segment(&segmenter, false, watch, unit)
                }
            case .second(let typeID):
                second = try segmentPart(typeID) { segmenter, watch, unit throws(AlbertError) in
                    try segment(&segmenter, true, watch, unit)
                }
            }
        }
        guard let lengths = try plan.lengths(first.count, hasPair ? second.count : nil) else {
            return try draft.addWindow(text: number, firstRow: firstRow)
        }
        var whole = try PieceRows()
        try whole.append(first, of: draft.rows)
        try whole.append(second, of: draft.rows)
        draft.removeRows(from: firstRow)
        let firsts = try plan.windows(of: first.count, length: lengths.first)
        let seconds = try plan.windows(of: second.count, length: lengths.second)
        try addWindows(
            number, parts, of: whole, firsts, seconds.map { $0.lowerBound + first.count..<$0.upperBound + first.count })
    }

    private mutating func segmentPart(
        _ typeID: Int32, _ segment: (inout Segmenter, Watch, EncodeOptions.OffsetUnit) throws(AlbertError) -> Void
    ) throws(AlbertError) -> Range<Int> {
        let firstRow = draft.rows.count
        // The segmenter writes the rows where they belong.
        box.exchangeRows(&draft.rows)
        try segment(&box.segmenter, watch, unit)
        box.exchangeRows(&draft.rows)
        try draft.mark(upTo: draft.rows.count, typeID: typeID, special: false)
        return firstRow..<draft.rows.count
    }

    /// The main window, then the others in the published order (ALBERT.md 4.8): each further part of the first text with all
    /// parts of the second, then the first part of the first text with the further parts of the second.
    private mutating func addWindows(
        _ number: Int, _ parts: [Template.Part], of rows: borrowing PieceRows, _ firsts: [Range<Int>],
        _ seconds: [Range<Int>]
    ) throws(AlbertError) {
        guard let mainFirst = firsts.first, let mainSecond = seconds.first else { return }
        try draft.addWindow(text: number, parts, of: rows, first: mainFirst, second: mainSecond)
        for first in firsts.dropFirst() {
            for second in seconds {
                try watch.check()
                try draft.addWindow(text: number, parts, of: rows, first: first, second: second)
            }
        }
        for second in seconds.dropFirst() {
            try watch.check()
            try draft.addWindow(text: number, parts, of: rows, first: mainFirst, second: second)
        }
    }
}
