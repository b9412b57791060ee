// Sentence order: which of two texts comes first, and what that says about many.
import Glibc

extension Model {
    /// The probability that `first` comes before `second`.
    func sentenceOrder(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>, options: TextOptions, watch: Watch
    ) throws(AlbertError) -> Float {
        guard !first.isEmpty else { throw AlbertError(.argument, at: "first", "the text is empty") }
        guard !second.isEmpty else { throw AlbertError(.argument, at: "second", "the text is empty") }
        var probability: Float = 0
        try forEachOrder(of: GivenTexts(count: 1, text: { _ in first }, pair: { _ in second }), options, watch) {
            probability = $1
        }
        return probability
    }

    /// The probability of every pair's order, into `probabilities` [pairs].
    func sentenceOrders(
        of pairs: GivenTexts, options: TextOptions, into probabilities: UnsafeMutableBufferPointer<Float>, watch: Watch
    ) throws(AlbertError) {
        for item in 0..<pairs.count where pairs.text(item).isEmpty || pairs.pair?(item)?.isEmpty != false {
            let name = pairs.text(item).isEmpty ? "firsts" : "seconds"
            throw AlbertError(.argument, at: "\(name)[\(item)]", "the text is empty")
        }
        try forEachOrder(of: pairs, options, watch) { probabilities[$0] = $1 }
    }

    /// How probably each sentence follows the one before it.
    func coherence(of sentences: GivenTexts, options: TextOptions, watch: Watch) throws(AlbertError) -> ItemScores {
        try checkSentences(sentences)
        let answers = try ItemScores()
        try answers.append(item: 0, score: 1)
        let links = try Buffer<Float>(uninitialized: sentences.count - 1)
        let pairs = GivenTexts(
            count: links.count, text: { sentences.text($0) }, pair: { sentences.text($0 + 1) })
        try forEachOrder(of: pairs, options, watch) { links.base[$0] = $1 }
        for item in 0..<links.count { try answers.append(item: item + 1, score: links[item]) }
        return answers
    }

    /// The sentences in the order that makes each most probably follow the one before it.
    func orderSentences(
        _ sentences: GivenTexts, options: TextOptions, watch: Watch
    ) throws(AlbertError) -> ItemScores {
        try checkSentences(sentences)
        let count = sentences.count
        guard count <= orderLimit else {
            throw AlbertError(.limit, at: "sentence_count", "is \(count), \(orderLimit) can be put in order at most")
        }
        let pairs = (0..<count).flatMap { one in (0..<count).filter { $0 != one }.map { (one, $0) } }
        var links = [[Float]](repeating: [Float](repeating: 0, count: count), count: count)
        let texts = GivenTexts(
            count: pairs.count, text: { sentences.text(pairs[$0].0) }, pair: { sentences.text(pairs[$0].1) })
        try forEachOrder(of: texts, options, watch) { links[pairs[$0].0][pairs[$0].1] = $1 }
        let answers = try ItemScores()
        let order = bestOrder(links)
        for (place, item) in order.enumerated() {
            try answers.append(item: item, score: place == 0 ? 1 : links[order[place - 1]][item])
        }
        return answers
    }

    private func checkSentences(_ sentences: GivenTexts) throws(AlbertError) {
        guard sentences.count > 0 else { throw AlbertError(.argument, at: "sentences", "there is no sentence") }
        for item in 0..<sentences.count where sentences.text(item).isEmpty {
            throw AlbertError(.argument, at: "sentences[\(item)]", "the text is empty")
        }
    }

    private func requireSentenceOrder() throws(AlbertError) {
        _ = try requireTokenizer()
        try requireHeads(for: .sopLogits)
    }

    private func forEachOrder(
        of pairs: GivenTexts, _ options: TextOptions, _ watch: Watch, _ body: (Int, Float) -> Void
    ) throws(AlbertError) {
        try requireSentenceOrder()
        try forEachRound(of: pairs, try tokenizing(options, .longestFirst), watch: watch) {
            (round, encoded) throws(AlbertError) in
            let output = try forward(
                encoded.batch, ForwardRequest(.sopLogits), threads: options.threads, watch: watch.silent)
            guard let logits = output.sopLogits, logits.count == 2 * round.count else {
                throw AlbertError(.internal, at: "sentence_order", "the forward pass gave no logits")
            }
            for item in round {
                let row = logits.values.base + 2 * (item - round.lowerBound)
                body(item, probability(row[0], logTotal: kernels.logSumExp(row, count: 2)))
            }
        }
    }
}

/// 56 pairs, and 2,048 steps of the search below.
private let orderLimit = 8

/// The order of sentences with the largest sum of log link probabilities, `links[a][b]` being that of b after a; of equal ones
/// the first in lexicographic order. Over sets of sentences and the first of them, from the end: 2^n · n² steps.
private func bestOrder(_ links: [[Float]]) -> [Int] {
    let count = links.count
    let sets = 1 << count
    // best[set][first]: the largest sum over orders of `set` that begin with `first`.
    var best = [[Double]](repeating: [Double](repeating: -.infinity, count: count), count: sets)
    for set in 1..<sets {
        for first in 0..<count where set >> first & 1 == 1 {
            let rest = set & ~(1 << first)
            if rest == 0 { best[set][first] = 0 }
            for next in 0..<count where rest >> next & 1 == 1 {
                best[set][first] = max(best[set][first], link(links, first, next) + best[rest][next])
            }
        }
    }
    var order: [Int] = []
    var set = sets - 1
    while set != 0 {
        // The lowest number that still reaches the best sum comes first.
        var chosen = -1
        var sum = -Double.infinity
        for next in 0..<count where set >> next & 1 == 1 {
            let value = (order.last.map { link(links, $0, next) } ?? 0) + best[set][next]
            if chosen < 0 || value > sum { (chosen, sum) = (next, value) }
        }
        order.append(chosen)
        set &= ~(1 << chosen)
    }
    return order
}

/// A probability of 0 must not make all orders equal.
private func link(_ links: [[Float]], _ first: Int, _ second: Int) -> Double {
    log(max(Double(links[first][second]), .leastNormalMagnitude))
}
