import Testing

@testable import AlbertCore

@Suite("the rows of an encoding")
struct PieceRowsTests {
    @Test("more rows than an Int32 can number are refused before memory is taken for them")
    func limit() throws {
        var rows = try PieceRows()
        try rows.append(7, start: 1, end: 2, word: 0)
        let before = rows.ids.capacity
        for wanted in [PieceRows.countLimit + 1, .max] {
            var thrown: AlbertError?
            do throws(AlbertError) { try rows.reserve(wanted) } catch { thrown = error }
            #expect(thrown?.code == .limit && thrown?.description.contains("2147483647") == true)
        }
        let (count, capacity, id) = (rows.count, rows.ids.capacity, rows.ids[0])
        #expect(count == 1 && capacity == before && id == 7)
    }

    @Test("rows of another are copied column by column")
    func copies() throws {
        var one = try PieceRows()
        var other = try PieceRows()
        for row: Int32 in 0..<5 { try other.append(row, start: 10 + row, end: 20 + row, word: 30 + row) }
        try one.append(1..<3, of: other)
        try one.append(4..<5, of: other)
        let columns = [one.ids[2], one.starts[2], one.ends[2], one.words[2], Int32(one.count)]
        #expect(columns == [4, 14, 24, 34, 3])
        one.removeLast(1)
        one.removeFirst(1)
        let (count, id, word) = (one.count, one.ids[0], one.words[0])
        #expect(count == 1 && id == 2 && word == 32)
    }
}
