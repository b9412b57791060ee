import Testing

@testable import AlbertCore

@Test("counts of pre-training data are one row of decimal texts, beyond what an int32 can say")
func countsAsTexts() throws {
    let counts = PretrainingCounts(
        documents: 1, sentences: 2, shards: 3,
        examples: ExampleCounts(examples: 4, tokens: 5_000_000_000, masked: 6, swapped: 7, unrelated: 8))
    let table = try ResultTable(counts)
    #expect(table.rowCount == 1)
    let found = table.columns.map { column in
        guard case .texts(let count, let text) = column.values, count == 1, let digits = text(0) else { return "" }
        return "\(column.name) \(String(decoding: digits, as: UTF8.self))"
    }
    #expect(
        found == [
            "documents 1", "sentences 2", "shards 3", "examples 4", "tokens 5000000000", "masked 6", "swapped 7",
            "unrelated 8",
        ])
}
