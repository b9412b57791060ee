// A document into pairs of segments whose order is to be told: consecutive sentences, cut into two at a random sentence, and
// swapped half of the time.

/// Pieces of two segments; both are ranges of a portion's pieces.
struct SegmentPair: Equatable {
    var first: Range<Int>
    var second: Range<Int>
    /// Whether the second does not follow the first in the text: what sentence order is to predict.
    var isSwapped: Bool
    /// Whether the second is from another document, because there was but one sentence to be had.
    var isUnrelated = false
}

extension TokenizedPortion {
    /// Calls `body` with the pairs of document number `document`, drawn for `pass`.
    func forEachPair(
        ofDocument document: Int, pass: Int, _ settings: PretrainingSettings,
        _ body: (SegmentPair) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        var numbers = RandomNumbers(
            seed: settings.seed, stream: DrawnFor.pairs, UInt64(pass), number(ofDocument: document))
        let room = settings.maxLength - 3
        // Once for the whole document, as in the original.
        let isShort = numbers.unit() < settings.shortRate
        let target = isShort ? 2 + numbers.below(room - 1) : room
        let sentences = sentences(ofDocument: document)
        var start = sentences.lowerBound
        while start < sentences.upperBound {
            var end = start + 1
            while end < sentences.upperBound, pieces(start..<end).count < target { end += 1 }
            var pair = pair(start..<end, ofDocument: document, target, &numbers)
            cut(&pair, to: room, &numbers)
            try body(pair)
            start = end
        }
    }

    private func pair(
        _ sentences: Range<Int>, ofDocument document: Int, _ target: Int, _ numbers: inout RandomNumbers
    ) -> SegmentPair {
        guard sentences.count > 1 else {
            let first = pieces(sentences)
            let second = unrelated(to: document, target: target - first.count, &numbers)
            return SegmentPair(first: first, second: second, isSwapped: true, isUnrelated: true)
        }
        let middle = sentences.lowerBound + 1 + numbers.below(sentences.count - 1)
        let (before, after) = (pieces(sentences.lowerBound..<middle), pieces(middle..<sentences.upperBound))
        return numbers.below(2) == 1
            ? SegmentPair(first: after, second: before, isSwapped: true)
            : SegmentPair(first: before, second: after, isSwapped: false)
    }

    /// Sentences of another document of the portion, from a random one on until there are `target` pieces; of the same document
    /// where there is no other.
    private func unrelated(to document: Int, target: Int, _ numbers: inout RandomNumbers) -> Range<Int> {
        var other = document
        if documents.count > 1 {
            other = numbers.below(documents.count - 1)
            if other >= document { other += 1 }
        }
        let sentences = sentences(ofDocument: other)
        let start = sentences.lowerBound + numbers.below(sentences.count)
        var end = start + 1
        while end < sentences.upperBound, pieces(start..<end).count < target { end += 1 }
        return pieces(start..<end)
    }

    /// Takes pieces away until both segments fit: each from the longer one, of two equals from the second, and from its beginning or
    /// its end with equal chance.
    private func cut(_ pair: inout SegmentPair, to room: Int, _ numbers: inout RandomNumbers) {
        var (first, second) = (pair.first.count, pair.second.count)
        let excess = first + second - room
        guard excess > 0 else { return }
        // The longer one down to the shorter, then in turns beginning with the second.
        if first > second {
            let down = min(excess, first - second)
            first -= down
        } else {
            second -= min(excess, second - first)
        }
        let rest = first + second - room
        if rest > 0 {
            second -= rest - rest / 2
            first -= rest / 2
        }
        pair.first = shortened(pair.first, to: first, &numbers)
        pair.second = shortened(pair.second, to: second, &numbers)
    }

    private func shortened(_ range: Range<Int>, to count: Int, _ numbers: inout RandomNumbers) -> Range<Int> {
        var rest = range.count - count
        var front = 0
        while rest > 0 {
            let bits = min(rest, 64)
            front += (numbers.next() >> UInt64(64 - bits)).nonzeroBitCount
            rest -= bits
        }
        return range.lowerBound + front..<range.lowerBound + front + count
    }
}
