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

    /// The `count` best spans of at most `longest` pieces, best first; of equal ones the earlier. Too few where the call is
    /// stopped, which is then the caller's to see.
    func candidates(_ count: Int, longest: Int, watch: Watch = .none) -> [Candidate] {
        guard count > 0 else { return [] }
        let endProbabilities = (0..<rows.count).map { ends.probability($0) }
        // Put in order only when there are twice as many as wanted: of n spans, each costs log n steps and not n.
        let room = count + max(count, 256)
        var found: [Candidate] = []
        var least: Double?
        for start in 0..<rows.count where !watch.isStopped {
            let startProbability = starts.probability(start)
            for end in start..<min(rows.count, start + min(longest, rows.count)) {
                let score = startProbability * endProbabilities[end]
                if let least, !beats(score, least) { continue }
                found.append(Candidate(start: rows.lowerBound + start, end: rows.lowerBound + end, score: score))
                if found.count == room { least = keepBest(count, of: &found) }
            }
        }
        keepBest(count, of: &found)
        return found
    }

    /// Leaves the `count` best, in order, and gives what the worst of them is worth.
    @discardableResult
    private func keepBest(_ count: Int, of candidates: inout [Candidate]) -> Double? {
        candidates.sort { one, other in
            beats(one.score, other.score)
                || !beats(other.score, one.score) && (one.start, one.end) < (other.start, other.end)
        }
        candidates.removeLast(max(0, candidates.count - count))
        return candidates.last?.score
    }

    /// The same, as parts of one distribution over `windows`.
    fileprivate func normalized(startTotal: Double, endTotal: Double) -> AnswerWindow {
        AnswerWindow(rows: rows, starts: starts.normalized(by: startTotal), ends: ends.normalized(by: endTotal))
    }

    fileprivate var logTotals: (start: Double, end: Double) { (starts.logTotal, ends.logTotal) }
}

/// That no window has an answer is as probable as the window that doubts it most says. NaN in any of them, which broken weights
/// give, is the least of all as in every ranking (TopK), so that "no answer" comes last wherever that window stands.
func leastNoneScore(of windows: [AnswerWindow]) -> Double {
    windows.map(\.noneScore).min { beats($1, $0) } ?? 0
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
