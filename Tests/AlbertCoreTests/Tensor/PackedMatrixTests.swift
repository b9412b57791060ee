import Testing

@testable import AlbertCore

@Suite("a packed matrix")
struct PackedMatrixTests {
    @Test("gives back the columns that were packed, as its precision holds them, and zeros past the last")
    func columns() throws {
        let kernels = try Kernels.chosen()
        let (columns, depth) = (kernels.columnTile + 3, 7)
        var random = SeededRandom(seed: 7)
        let source = random.floats(columns * depth)
        for precision in Precision.allCases {
            let packed = try source.packed(columns: columns, depth: depth, products: kernels.products(precision))
            #expect(packed.panelCount == 2)
            for column in 0..<columns {
                let values = Array(source[column * depth..<(column + 1) * depth])
                var out = [Float](repeating: 9, count: depth)
                packed.copyColumn(column, to: &out)
                let step = (values.map { abs($0) }.max() ?? 0) / 127
                for (value, held) in zip(values, out) {
                    let room: Float =
                        switch precision {
                        case .float32: 0
                        case .bfloat16: abs(value) * 0x1p-8
                        case .int8: step * 0.5001
                        }
                    #expect(abs(value - held) <= room, "\(precision)")
                }
            }
        }
    }

    @Test("of integers gives them back exactly in float32, and zeros past the last column")
    func exactColumns() throws {
        let kernels = try Kernels.chosen()
        let (columns, depth) = (kernels.columnTile + 3, 5)
        let source = (0..<columns * depth).map { Float($0) }
        let packed = try source.packed(columns: columns, depth: depth, products: kernels.products(.float32))
        #expect(packed.panelCount == 2)
        for column in 0..<columns {
            var out = [Float](repeating: 0, count: depth)
            packed.copyColumn(column, to: &out)
            #expect(out == Array(source[column * depth..<(column + 1) * depth]))
        }
        for k in 0..<depth {
            for j in 3..<kernels.columnTile { #expect(packed.panel(1)[k * kernels.columnTile + j] == 0) }
        }
    }

    @Test("is refused when its size overflows")
    func overflows() throws {
        let kernels = try Kernels.chosen()
        for precision in Precision.allCases {
            let products = kernels.products(precision)
            let sizes = [(Int.max / 2, 100), (Int.max, 1), (1, Int.max), (Int.max / 8, 64), (64, Int.max / 8)]
            for (columns, depth) in sizes {
                #expect(throws: AlbertError.self) {
                    _ = try PackedMatrix(columns: columns, depth: depth, products: products)
                }
            }
        }
    }

    @Test("is refused as int8 where sums could leave 32 bits")
    func deepest() throws {
        let products = try Kernels.chosen().products(.int8)
        _ = try PackedMatrix(columns: 1, depth: 65_536, products: products)
        let error = #expect(throws: AlbertError.self) {
            _ = try PackedMatrix(columns: 1, depth: 65_537, products: products)
        }
        #expect(error?.code == .limit && error?.place == "dtype")
    }
}

extension [Float] {
    /// A matrix [columns, depth] packed.
    func packed(columns: Int, depth: Int, products: ProductKernels) throws -> PackedMatrix {
        let packed = try PackedMatrix(columns: columns, depth: depth, products: products)
        let source = try Buffer(copying: self)
        for panel in 0..<packed.panelCount {
            let range = packed.columnRange(ofPanel: panel)
            products.packTransposed(
                MatrixView(base: source.base + range.lowerBound * depth, stride: depth), columns: range.count,
                depth: depth, into: packed.panel(panel))
        }
        return packed
    }
}
