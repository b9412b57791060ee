// The table behind every albert_result: named columns whose values belong to objects that the table keeps alive.

/// One column.
struct ResultColumn {
    enum Values {
        case floats(UnsafeBufferPointer<Float>)
        case ints(UnsafeBufferPointer<Int32>)
        /// The text of a row below `count`, with a NUL after it.
        case texts(count: Int, text: (Int) -> UnsafeBufferPointer<UInt8>?)
    }

    let name: StaticString
    let shape: [Int]
    let values: Values

    /// As ALBERT_COLUMN_*.
    var type: Int32 {
        switch values {
        case .floats: 1
        case .ints: 2
        case .texts: 3
        }
    }
}

/// Rows and columns. Immutable; what it hands out is valid as long as it lives.
final class ResultTable: @unchecked Sendable {
    let rowCount: Int
    let columns: [ResultColumn]
    /// What the columns' pointers point into.
    private let owners: [AnyObject]

    init(rowCount: Int, owners: [AnyObject], _ columns: [ResultColumn]) {
        self.rowCount = rowCount
        self.columns = columns
        self.owners = owners
    }

    func column(_ index: Int32) -> ResultColumn? {
        guard let index = Int(exactly: index), columns.indices.contains(index) else { return nil }
        return columns[index]
    }

    func column(named name: UnsafeBufferPointer<UInt8>) throws(AlbertError) -> ResultColumn {
        if let found = columns.first(where: { $0.name.equals(name) }) { return found }
        let names = columns.map { "\($0.name)" }.joined(separator: ", ")
        throw AlbertError(.argument, at: "column", "no column is called \(quoted(name)); there are \(names)")
    }
}
