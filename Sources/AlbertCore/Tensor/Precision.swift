// In which numbers products are computed.
import CAlbert

/// The number format of a product's two sides; sums and everything between products are float32.
public enum Precision: String, Sendable, CaseIterable {
    case float32 = "f32"
    case bfloat16 = "bf16"
    /// Weights with a scale per output, inputs with a scale and a zero point per row.
    case int8 = "int8"

    /// Of products whose right-hand side is made on the way, in attention: it has no columns that int8 could scale.
    var ofAttention: Precision { self == .int8 ? .bfloat16 : self }

    /// Of everything outside the layers, where little of the time goes: one step finer. With bfloat16 heads the best piece for a mask
    /// differed from float32's in 0.31 % of cases, with float32 heads in 0.24 %.
    var outsideLayers: Precision { self == .int8 ? .bfloat16 : .float32 }

    /// Whether what goes from one product to the next is kept in bfloat16.
    var isNarrow: Bool { self != .float32 }
}

/// One product's inner loops in one precision.
struct ProductKernels: @unchecked Sendable {
    let precision: Precision
    let table: UnsafePointer<albert_product>
    let rowTile: Int
    let columnTile: Int

    /// Words of a row that `depth` values fill, without the trailer.
    func steps(_ depth: Int) -> Int {
        let perWord = Int(table.pointee.values_per_word)
        return depth / perWord + (depth % perWord == 0 ? 0 : 1)
    }

    /// Words of a prepared row, or rows of words of a panel.
    func words(_ depth: Int) -> Int { steps(depth) + Int(table.pointee.trailer) }

    /// Floats of one tile of results.
    var tileCount: Int { rowTile * columnTile }

    /// Words of a panel.
    func panelWords(_ depth: Int) -> Int { words(depth) * columnTile }
}

extension Kernels {
    func products(_ precision: Precision) -> ProductKernels {
        let number =
            switch precision {
            case .float32: ALBERT_PRECISION_F32
            case .bfloat16: ALBERT_PRECISION_BF16
            case .int8: ALBERT_PRECISION_INT8
            }
        let products = UnsafeRawPointer(table).advanced(by: MemoryLayout<albert_kernels>.offset(of: \.products) ?? 0)
            .assumingMemoryBound(to: albert_product.self)
        return ProductKernels(
            precision: precision, table: products + Int(number.rawValue), rowTile: rowTile, columnTile: columnTile)
    }
}
