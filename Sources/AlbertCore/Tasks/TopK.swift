// The best of many, in order.
import Glibc

/// The `count` best candidates by `score`, best first; equal scores keep the candidates' order, NaN comes last.
func best<Score: BinaryFloatingPoint>(of candidates: [Int32], count: Int, score: (Int32) -> Score) -> [Int32] {
    guard count > 0 else { return [] }
    guard count <= insertionLimit else {
        let order = candidates.enumerated().sorted { one, other in
            let (a, b) = (score(one.element), score(other.element))
            return beats(a, b) || !beats(b, a) && one.offset < other.offset
        }
        return order.prefix(count).map(\.element)
    }
    var kept: [(id: Int32, score: Score)] = []
    kept.reserveCapacity(count + 1)
    for id in candidates {
        let value = score(id)
        if kept.count == count, let worst = kept.last, !beats(value, worst.score) { continue }
        var place = kept.count
        while place > 0, beats(value, kept[place - 1].score) { place -= 1 }
        kept.insert((id, value), at: place)
        if kept.count > count { kept.removeLast() }
    }
    return kept.map(\.id)
}

/// Whether a score is better than another one: everything is better than NaN, which broken weights give.
@inline(__always)
func beats<Score: BinaryFloatingPoint>(_ score: Score, _ other: Score) -> Bool {
    score > other || other.isNaN && !score.isNaN
}

/// Up to here inserting into a short sorted list beats sorting everything.
private let insertionLimit = 128

/// exp(logit - logTotal).
func probability(_ logit: Float, logTotal: Float) -> Float { Float(exp(Double(logit) - Double(logTotal))) }
