import CAlbert
import Testing

/// The two number formats whose tiles can be added to something.
private struct Format: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let perWord: Int
    let product: @Sendable (Table) -> albert_product
    /// A value as this format holds it.
    let rounded: @Sendable (Float) -> Float

    static let all = [
        Format(testDescription: "f32", perWord: 1, product: { $0.float32 }, rounded: { $0 }),
        Format(testDescription: "bf16", perWord: 2, product: { $0.bfloat16 }, rounded: roundedToBrain),
    ]
}

/// One tile, and what is in the results before.
private struct Tile {
    let rows: Int
    let columns: Int
    let depth: Int
    var a: [Float]
    /// [columns, depth]
    var weight: [Float]
    var before: [Float]

    init(_ rows: Int, _ columns: Int, _ depth: Int) {
        var stream = Stream(rows * 10_007 + columns * 101 + depth + 1)
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
        a = stream.floats(rows * depth)
        weight = stream.floats(columns * depth)
        before = stream.floats(rows * columns)
    }

    /// [rows, columns] after the product was added, or set with a bias; `extra` is the distance between rows of results
    /// beyond their length. Nil when something beside the tile was written.
    func run(_ table: Table, _ format: Format, extra: Int = 0, adds: Bool = true, bias: [Float]? = nil) -> [Float]? {
        let product = format.product(table)
        let steps = (depth + format.perWord - 1) / format.perWord
        let panel = Guarded([UInt32](repeating: 9, count: steps * table.width), atEnd: true, alignment: 64)
        product.pack_transposed(columns, depth, weight, depth, panel.base)
        let left = Guarded([UInt32](repeating: 0x7FC0_7FC0, count: rows * steps), atEnd: true)
        for row in 0..<rows {
            let values = Guarded(Array(a[row * depth..<(row + 1) * depth]), atEnd: true)
            if let prepare = product.prepare_row {
                prepare(depth, values.base, left.base + row * steps)
            } else {
                for k in 0..<depth { left.base[row * steps + k] = values.base[k].bitPattern }
            }
        }
        let shift = Guarded(bias ?? [], atEnd: true)
        let c = Guarded(spread(before, rows: rows, width: columns, extra: extra), atEnd: true)
        let tile = adds ? product.tile_adding : product.tile
        tile?(
            rows, columns, steps, left.base, steps, panel.base, panel.base,
            bias == nil ? nil : UnsafePointer(shift.base), c.base, columns + extra)
        for row in 0..<max(rows - 1, 0) {
            for gap in 0..<extra where !c.base[row * (columns + extra) + columns + gap].isNaN { return nil }
        }
        return (0..<rows).flatMap { row in (0..<columns).map { c.base[row * (columns + extra) + $0] } }
    }

    func largestError(_ values: [Float]?, _ format: Format) -> Double {
        guard let values, values.count == rows * columns else { return .infinity }
        let (a, b) = (a.map { Double(format.rounded($0)) }, weight.map { Double(format.rounded($0)) })
        var largest = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = Double(before[row * columns + column])
                for k in 0..<depth { sum += a[row * depth + k] * b[column * depth + k] }
                let error = abs(Double(values[row * columns + column]) - sum)
                largest = error.isNaN ? .infinity : max(largest, error)
            }
        }
        return largest
    }
}

/// Every table with every format.
private let pairs = Table.all.flatMap { table in Format.all.map { (table, $0) } }

@Suite("the product of one tile that is added to something")
struct ProductAddingTests {
    @Test("is right for every height and width, and touches nothing around it", arguments: pairs)
    private func everySize(_ table: Table, _ format: Format) {
        for rows in 0...table.rowTile {
            for columns in 0...table.width {
                let tile = Tile(rows, columns, [1, 4, 7, 18][(rows + columns) % 4])
                let error = tile.largestError(tile.run(table, format, extra: columns % 3), format)
                #expect(error < 4e-6, "\(rows) × \(columns): \(error)")
            }
        }
    }

    @Test("is right for every depth around the edges of words and blocks", arguments: pairs)
    private func everyDepth(_ table: Table, _ format: Format) {
        for depth in [0, 1, 2, 3, 15, 16, 17, 127, 128, 129, 255, 256, 257, 511, 512, 513, 768] {
            let tile = Tile(table.rowTile, table.width, depth)
            let error = tile.largestError(tile.run(table, format), format)
            #expect(error < 3e-5, "depth \(depth): \(error)")
        }
    }

    @Test("has the bits of a product with a bias where that is what it is added to", arguments: pairs)
    private func likeBias(_ table: Table, _ format: Format) {
        let (rows, width) = (table.rowTile, table.width)
        for (rows, columns, depth) in [
            (1, 1, 1), (rows, width - 1, 9), (rows, width, 256), (2, 5, 257), (rows, 15, 700),
        ] {
            var tile = Tile(rows, columns, depth)
            let bias = Array(tile.before.prefix(columns))
            let set = tile.run(table, format, adds: false, bias: bias)
            tile.before = (0..<rows).flatMap { _ in bias }
            let added = tile.run(table, format)
            #expect(added?.map(\.bitPattern) == set?.map(\.bitPattern), "\(rows) × \(columns) × \(depth)")
        }
    }

    @Test("has the same bits in rows computed alone, together, and by any fused table", arguments: Format.all)
    private func sameBits(_ format: Format) {
        for depth in [5, 256, 300] {
            let tile = Tile(2, 11, depth)
            let results = Table.fused.map { tile.run($0, format)?.map(\.bitPattern) }
            #expect(Set(results).count <= 1)
            for table in Table.all {
                let together = tile.run(table, format)
                for row in 0..<2 {
                    var alone = Tile(1, 11, depth)
                    alone.a = Array(tile.a[row * depth..<(row + 1) * depth])
                    alone.before = Array(tile.before[row * 11..<(row + 1) * 11])
                    alone.weight = tile.weight
                    #expect(
                        alone.run(table, format)?.map(\.bitPattern)
                            == together?[row * 11..<(row + 1) * 11].map(\.bitPattern))
                }
            }
        }
    }

    @Test("carries NaN and infinity of both sides to the elements that they belong to", arguments: pairs)
    private func notFinite(_ table: Table, _ format: Format) {
        var tile = Tile(2, 5, 4)
        tile.before[3] = .nan
        tile.before[4] = -.infinity
        tile.a[1 * 4 + 1] = .nan
        let result = tile.run(table, format) ?? []
        #expect(result.map(\.isNaN) == [false, false, false, true, false, true, true, true, true, true])
        #expect(result.map(\.isInfinite) == (0..<10).map { $0 == 4 })
    }

    @Test("is not offered by int8", arguments: Table.all)
    func notInt8(_ table: Table) {
        #expect(table.int8.tile_adding == nil)
    }
}
