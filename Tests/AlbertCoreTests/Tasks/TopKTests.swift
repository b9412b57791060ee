import Testing

@testable import AlbertCore

@Suite("the best of many")
struct TopKTests {
    @Test("are the same by insertion and by sorting, equal scores in candidate order")
    func bothWays() {
        var random = SeededRandom(seed: 3)
        let scores = (0..<1000).map { _ in Float(random.next() % 50) }
        let candidates = (0..<Int32(1000)).map { $0 }
        let sorted = best(of: candidates, count: 1000) { scores[Int($0)] }
        for count in [0, 1, 7, 128, 129, 500] {
            #expect(best(of: candidates, count: count) { scores[Int($0)] } == Array(sorted.prefix(count)))
        }
        #expect(
            zip(sorted, sorted.dropFirst()).allSatisfy {
                scores[Int($0)] > scores[Int($1)] || (scores[Int($0)] == scores[Int($1)] && $0 < $1)
            })
    }

    @Test("put what is no number behind everything else, by insertion and by sorting", arguments: [1, 2, 5, 128, 129])
    func notNumbers(_ count: Int) {
        let scores: [Double] = [.nan, -1, .nan, .infinity, -.infinity, 3, .nan]
        let order: [Int32] = [3, 5, 1, 4, 0, 2, 6]
        #expect(best(of: (0..<7).map { $0 }, count: count) { scores[Int($0)] } == Array(order.prefix(count)))
    }
}
