// From the logits of pieces to entities (ALBERT.md 5.4), within one window. What the original gets wrong for unigram pieces is
// put right here: a word is what stands between spaces, and a piece that is only its "▁" belongs to it.

/// The labels of a tagger, read as tags.
struct TagSet {
    private let labels: LabelNames
    private let keepsPrefix: Bool
    private let isIgnored: [Bool]

    /// `keepsPrefix`: whether labels are reported with their B- or I-.
    init(_ labels: LabelNames, ignored: [[UInt8]], keepsPrefix: Bool) {
        self.labels = labels
        self.keepsPrefix = keepsPrefix
        isIgnored = (0..<labels.count).map { label in
            let name = keepsPrefix ? labels[label] : Self.tag(labels[label])
            return ignored.contains { name.elementsEqual($0) }
        }
    }

    /// The label as it is reported.
    func name(of label: Int) -> UnsafeBufferPointer<UInt8> {
        keepsPrefix ? labels[label] : Self.tag(labels[label])
    }

    func isIgnored(_ label: Int) -> Bool { isIgnored[label] }

    /// Whether a piece labelled `next` goes on with an entity whose last piece is labelled `last`.
    func continues(_ last: Int, _ next: Int) -> Bool {
        let begins = labels[next].starts(with: [UInt8(ascii: "B"), UInt8(ascii: "-")])
        return !begins && Self.tag(labels[last]).elementsEqual(Self.tag(labels[next]))
    }

    private static func tag(_ label: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let hasPrefix =
            label.count >= 2 && label[1] == UInt8(ascii: "-")
            && (label[0] == UInt8(ascii: "B") || label[0] == UInt8(ascii: "I"))
        return hasPrefix ? UnsafeBufferPointer(rebasing: label.dropFirst(2)) : label
    }
}

/// The logits of one window's rows: [rows, width].
struct TagScores {
    let logits: UnsafePointer<Float>
    let width: Int
    let rows: Range<Int>

    private func scores(ofRow row: Int) -> [Double] {
        probabilities((0..<width).map { Double(logits[(row - rows.lowerBound) * width + $0]) })
    }

    /// The window's entities that are not ignored, in order.
    func entities(
        _ encodings: Encodings, _ text: UnsafeBufferPointer<UInt8>, _ tags: TagSet,
        _ aggregation: TagOptions.Aggregation
    ) -> [TaggedEntity] {
        guard width > 0 else { return [] }
        var units: [TaggedEntity] = []
        var row = rows.lowerBound
        while row < rows.upperBound {
            guard encodings.special[row] == 0 else {
                row += 1
                continue
            }
            var end = row + 1
            if aggregation == .first || aggregation == .average || aggregation == .max {
                while end < rows.upperBound, encodings.special[end] == 0, encodings.words[end] == encodings.words[row] {
                    end += 1
                }
            }
            let (label, score) = decide(row..<end, aggregation)
            units.append(
                TaggedEntity(
                    label: label, score: score, rows: row..<end, span: encodings.span(row..<end, in: text),
                    place: row - rows.lowerBound))
            row = end
        }
        let entities = aggregation == .none ? units : grouped(units, encodings, text, tags)
        return entities.filter { !tags.isIgnored($0.label) }
    }

    /// The label of some pieces, and its score.
    private func decide(_ pieces: Range<Int>, _ aggregation: TagOptions.Aggregation) -> (label: Int, score: Double) {
        switch aggregation {
        case .none, .simple, .first: return largest(scores(ofRow: pieces.lowerBound))
        case .max:
            // Of equal scores the first piece's.
            return pieces.dropFirst().reduce(largest(scores(ofRow: pieces.lowerBound))) { found, piece in
                let other = largest(scores(ofRow: piece))
                return other.score > found.score ? other : found
            }
        case .average:
            var sums = [Double](repeating: 0, count: width)
            for piece in pieces {
                for (label, score) in scores(ofRow: piece).enumerated() { sums[label] += score }
            }
            return largest(sums.map { $0 / Double(pieces.count) })
        }
    }

    private func largest(_ scores: [Double]) -> (label: Int, score: Double) {
        var best = 0
        for label in scores.indices where scores[label] > scores[best] { best = label }
        return (best, scores[best])
    }

    /// Neighbours that go on with one tag, as one; its score is the mean, its label the first one's.
    private func grouped(
        _ units: [TaggedEntity], _ encodings: Encodings, _ text: UnsafeBufferPointer<UInt8>, _ tags: TagSet
    ) -> [TaggedEntity] {
        var entities: [TaggedEntity] = []
        var first = 0
        while first < units.count {
            var end = first + 1
            while end < units.count, tags.continues(units[end - 1].label, units[end].label) { end += 1 }
            let rows = units[first].rows.lowerBound..<units[end - 1].rows.upperBound
            entities.append(
                TaggedEntity(
                    label: units[first].label,
                    score: units[first..<end].reduce(0) { $0 + $1.score } / Double(end - first), rows: rows,
                    span: encodings.span(rows, in: text)))
            first = end
        }
        return entities
    }
}

extension Encodings {
    /// From the first byte of the first piece to the last of the last.
    fileprivate func span(_ rows: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = span(rows.lowerBound, in: text).lowerBound
        return start..<max(start, span(rows.upperBound - 1, in: text).upperBound)
    }
}
