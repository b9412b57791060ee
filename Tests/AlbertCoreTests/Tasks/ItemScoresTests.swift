import Testing

@testable import AlbertCore

@Suite("items with scores")
struct ItemScoresTests {
    @Test("stay in the order in which they are added")
    func order() throws {
        let answers = try ItemScores()
        try answers.append(item: 7, score: 0.5)
        try answers.append(item: 0, score: 0.9)
        #expect(answers.count == 2 && answers.logits.isEmpty)
        #expect((0..<2).map { answers.items[$0] } == [7, 0])
        #expect((0..<2).map { answers.scores[$0] } == [0.5, 0.9])
    }

    @Test("have a logit each where logits are told, and a number that a row can hold")
    func logits() throws {
        let answers = try ItemScores()
        try answers.append(item: .max, score: 0.5, logit: -2)
        #expect(answers.logits.count == 1 && answers.logits[0] == -2)
        #expect(answers.items[0] == Int32.max)
    }
}
