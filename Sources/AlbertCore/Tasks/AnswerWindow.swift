// One window of a question and its context: how probably an answer starts and ends at each piece of the context.
import Glibc

/// Probabilities over the window's context pieces and [CLS], which stands for no answer.
struct AnswerWindow {
    /// The context's rows, neighbours.
    let rows: Range<Int>
    private let starts: Distribution
    private let ends: Distribution

    struct Candidate {
        let start: Int
        let end: Int
        let score: Double
    }

    /// `logits` [rows, 2] of the window's `rows`, which stay where they are.
    init(logits: UnsafePointer<Float>, rows: Range<Int>, _ encodings: Encodings) {
        func isContext(_ row: Int) -> Bool { encodings.typeIDs[row] == 1 && encodings.special[row] == 0 }
        let first = rows.first(where: isContext) ?? rows.upperBound
        let end = (rows.last(where: isContext) ?? first - 1) + 1
        self.rows = first..<max(first, end)
        let place = first - rows.lowerBound
        starts = Distribution(logits: logits, first: place, count: self.rows.count)
        ends = Distribution(logits: logits + 1, first: place, count: self.rows.count)
    }

    private init(rows: Range<Int>, starts: Distribution, ends: Distribution) {
        self.rows = rows
        self.starts = starts
        self.ends = ends
    }

    /// The probability that there is no answer.
    var noneScore: Double { starts.probability(nil) * ends.probability(nil) }

    /// The `count` best spans of at most `longest` pieces, best first; of equal ones the earlier.
    func candidates(_ count: Int, longest: Int) -> [Candidate] {
        var best: [Candidate] = []
        for start in 0..<rows.count {
            let startProbability = starts.probability(start)
            for end in start..<min(rows.count, start + min(longest, rows.count)) {
                let score = startProbability * ends.probability(end)
                if best.count == count, let worst = best.last, score <= worst.score { continue }
                let place = best.lastIndex { $0.score >= score }.map { $0 + 1 } ?? 0
                best.insert(
                    Candidate(start: rows.lowerBound + start, end: rows.lowerBound + end, score: score), at: place)
                if best.count > count { best.removeLast() }
            }
        }
        return best
    }

    /// The same, as parts of one distribution over `windows`.
    fileprivate func normalized(startTotal: Double, endTotal: Double) -> AnswerWindow {
        AnswerWindow(rows: rows, starts: starts.normalized(by: startTotal), ends: ends.normalized(by: endTotal))
    }

    fileprivate var logTotals: (start: Double, end: Double) { (starts.logTotal, ends.logTotal) }
}

/// One softmax over all windows: their scores can be compared, since a window without the answer takes no probability of its own.
func normalizedTogether(_ windows: [AnswerWindow]) -> [AnswerWindow] {
    let start = logSum(windows.map(\.logTotals.start))
    let end = logSum(windows.map(\.logTotals.end))
    return windows.map { $0.normalized(startTotal: start, endTotal: end) }
}

/// Logits of [CLS], the window's first row, and of the context's pieces, every other float; and what makes them probabilities.
private struct Distribution {
    private let cls: UnsafePointer<Float>
    private let pieces: UnsafePointer<Float>
    /// log Σ exp.
    private(set) var logTotal: Double

    init(logits: UnsafePointer<Float>, first: Int, count: Int) {
        let pieces = logits + 2 * first
        cls = logits
        self.pieces = pieces
        let largest = (0..<count).reduce(Double(logits[0])) { max($0, Double(pieces[2 * $1])) }
        let sum = (0..<count).reduce(exp(Double(logits[0]) - largest)) { $0 + exp(Double(pieces[2 * $1]) - largest) }
        logTotal = largest + log(sum)
    }

    /// Of a piece, or of [CLS].
    func probability(_ piece: Int?) -> Double { exp(Double(piece.map { pieces[2 * $0] } ?? cls[0]) - logTotal) }

    func normalized(by total: Double) -> Distribution {
        var copy = self
        copy.logTotal = total
        return copy
    }
}

private func logSum(_ logits: [Double]) -> Double {
    guard let largest = logits.max() else { return -.infinity }
    return largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
}
