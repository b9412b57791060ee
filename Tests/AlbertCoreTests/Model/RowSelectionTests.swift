import Testing

@testable import AlbertCore

@Suite("rows that somebody reads")
struct RowSelectionTests {
    /// Sequences of 3, 1 and 4 rows.
    private let selection = RowSelection([false, true, true, false, true, false, false, true], starts: [0, 3, 4])

    @Test("are counted per sequence")
    func counts() {
        #expect(selection.count == 4)
        #expect((0..<3).map { selection.selected(ofSequence: $0) } == [0..<2, 2..<2, 2..<4])
        #expect(RowSelection([false], starts: [0]).selected(ofSequence: 0).isEmpty)
    }

    @Test("move to the front and back")
    func moves() throws {
        let values = try Buffer(copying: (0..<24).map { Float($0) })
        let matrix = MatrixView(base: values.base, stride: 3)
        selection.gather(matrix, width: 2)
        #expect((0..<4).map { matrix.row($0)[1] } == [4, 7, 13, 22])
        for row in 0..<4 { matrix.row(row)[0] = Float(100 + row) }
        selection.scatter(matrix, width: 2)
        #expect([1, 2, 4, 7].map { matrix.row($0)[0] } == [100, 101, 102, 103])
        #expect([1, 2, 4, 7].map { matrix.row($0)[1] } == [4, 7, 13, 22])
        #expect(matrix.row(5)[2] == 17)
    }

    @Test("move back among zeros, in as many columns as were asked for")
    func spreads() throws {
        let values = try Buffer(copying: (0..<27).map { Float($0 + 1) })
        let matrix = MatrixView(base: values.base, stride: 3)
        selection.spread(matrix, width: 2, count: 8)
        #expect((0..<8).map { matrix.row($0)[0] } == [0, 1, 4, 0, 7, 0, 0, 10])
        #expect((0..<8).map { matrix.row($0)[1] } == [0, 2, 5, 0, 8, 0, 0, 11])
        #expect((0..<9).map { matrix.row($0)[2] } == [3, 6, 9, 12, 15, 18, 21, 24, 27])
        #expect(matrix.row(8)[0] == 25)
        #expect(selection.rows == [1, 2, 4, 7])
    }
}
