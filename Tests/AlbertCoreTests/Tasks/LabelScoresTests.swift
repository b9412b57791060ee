import Testing

@testable import AlbertCore

@Suite("labels with scores")
struct LabelScoresTests {
    @Test("are the best of each item, equal ones by lower number, and never more than there are")
    func order() throws {
        let answers = try LabelScores(names: try LabelNames(["a", "b", "c", "d"]))
        try answers.append(item: 5, [0.1, 0.4, 0.4, 0.1], limit: 3)
        try answers.append(item: 2, [0.7, 0.1, 0.1, 0.9], limit: .max)
        try answers.append(item: 3, [0.7, 0.1, 0.1, 0.9], limit: 0)
        try answers.append(item: 4, [], limit: 1)
        try #require(answers.count == 7)
        #expect((0..<7).map { answers.items[$0] } == [5, 5, 5, 2, 2, 2, 2])
        #expect((0..<7).map { answers.labelIDs[$0] } == [1, 2, 0, 3, 0, 1, 2])
        #expect((0..<7).map { answers.scores[$0] } == [0.4, 0.4, 0.1, 0.9, 0.7, 0.1, 0.1])
    }

    @Test("put what is no number last, whatever its place", arguments: [1, 2, 3, 200])
    func notNumbers(_ limit: Int) throws {
        let answers = try LabelScores(names: try LabelNames([]))
        try answers.append(item: 0, [.nan, 0.2, .nan, 0.9], limit: limit)
        #expect((0..<answers.count).map { answers.labelIDs[$0] } == Array([3, 1, 0, 2].prefix(limit)))
    }
}
