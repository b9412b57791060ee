// Rows whose last hidden vectors somebody reads. The last application of a layer computes keys and values of every token, but
// what follows from attention, and in inference queries too, of these rows only.

struct RowSelection {
    /// Ascending, each once.
    let rows: [Int]
    /// Where each sequence's rows start among `rows`; one more than there are sequences.
    private let firsts: [Int]

    /// `isRead` says of every row of a slice or batch whether somebody reads it; `starts` are the first rows of its sequences.
    init(_ isRead: [Bool], starts: [Int]) {
        var rows: [Int] = []
        var firsts: [Int] = []
        for row in isRead.indices {
            if firsts.count < starts.count, row == starts[firsts.count] { firsts.append(rows.count) }
            if isRead[row] { rows.append(row) }
        }
        firsts.append(rows.count)
        self.rows = rows
        self.firsts = firsts
    }

    var count: Int { rows.count }

    /// The selected rows of sequence `index`, by their number among all selected ones.
    func selected(ofSequence index: Int) -> Range<Int> { firsts[index]..<firsts[index + 1] }

    /// Moves the selected rows to the front.
    func gather(_ matrix: MatrixView, width: Int) {
        for (place, row) in rows.enumerated() where place != row {
            matrix.row(place).update(from: matrix.row(row), count: width)
        }
    }

    /// Moves them back to where they belong; the rows between are left as they are.
    func scatter(_ matrix: MatrixView, width: Int) {
        for (place, row) in rows.enumerated().reversed() where place != row {
            matrix.row(row).update(from: matrix.row(place), count: width)
        }
    }

    /// Moves them back to where they belong among `count` rows, of which the others become zero.
    func spread(_ matrix: MatrixView, width: Int, count: Int) {
        scatter(matrix, width: width)
        var next = 0
        for row in 0..<count {
            if next < rows.count, rows[next] == row {
                next += 1
            } else {
                matrix.row(row).update(repeating: 0, count: width)
            }
        }
    }
}
