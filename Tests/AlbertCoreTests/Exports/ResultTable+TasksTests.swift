import Testing

@testable import AlbertCore

/// Name, kind and number of values of each column.
private func columns(_ table: ResultTable) -> [String] {
    table.columns.map { column in
        let count =
            switch column.values {
            case .floats(let values): values.count
            case .ints(let values): values.count
            case .texts(let count, _): count
            }
        return "\(column.name) \(column.type) \(count) \(column.shape)"
    }
}

private func texts(_ table: ResultTable, _ name: String) throws -> [String] {
    let column = try withUTF8(name) { (bytes) throws(AlbertError) in try table.column(named: bytes) }
    guard case .texts(let count, let text) = column.values else { return [] }
    return (0..<count).map { text($0).map { string($0) } ?? "none" }
}

@Suite("tables of the tasks")
struct ResultTableTasksTests {
    @Test("of labels name each row's label, also when the answers are held by the table alone")
    func labels() throws {
        func table() throws -> ResultTable {
            let answers = try LabelScores(names: try LabelNames(["no", "yes\0!", ""]))
            try answers.append(item: 0, [0.2, 0.5, 0.3], limit: 3)
            try answers.append(item: 1, [0.9, 0.05, 0.05], limit: 1)
            return ResultTable(answers)
        }
        let made = try table()
        #expect(made.rowCount == 4)
        #expect(columns(made) == ["item 2 4 [4]", "label 3 4 [4]", "label_id 2 4 [4]", "score 1 4 [4]"])
        #expect(try texts(made, "label") == ["yes\0!", "", "no", "no"])
    }

    @Test("of items have a logit only where it is asked for")
    func items() throws {
        let answers = try ItemScores()
        try answers.append(item: 3, score: 0.5, logit: 1)
        #expect(columns(ResultTable(answers)) == ["item 2 1 [1]", "score 1 1 [1]"])
        #expect(columns(ResultTable(answers, logits: true)) == ["item 2 1 [1]", "score 1 1 [1]", "logit 1 1 [1]"])
        #expect(columns(ResultTable(try ItemScores(), logits: true)).last == "logit 1 0 [0]")
    }

    @Test("of entities and answers have the columns of the header, one value per row")
    func spans() throws {
        let tagger = try HeadModel.open("tagger")
        let entities = try tagger.tag(
            try GivenTexts(["Angela Merkel visited Washington.", ""]), options: TagOptions(ignoredLabels: []),
            watch: .none)
        let count = entities.count
        #expect(count > 0)
        let names = ["item 2", "entity 3", "score 1", "start 2", "end 2", "word 3", "index 2"]
        #expect(columns(ResultTable(entities)) == names.map { "\($0) \(count) [\(count)]" })
        #expect(try texts(ResultTable(entities), "entity").allSatisfy { ["O", "PER", "LOC", "MISC"].contains($0) })

        let reader = try HeadModel.open("reader")
        let given = try GivenTexts(["Who?"], pairs: ["Count Széchenyi opened it."])
        let answers = try reader.answer(given, options: AnswerOptions(topK: 3), watch: .none)
        let answered = answers.count
        #expect(
            columns(ResultTable(answers))
                == ["item 2", "answer 3", "score 1", "start 2", "end 2"].map { "\($0) \(answered) [\(answered)]" })
    }
}
