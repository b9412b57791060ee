// The door to the C kernels: which table this process computes with, and activation functions by number.
import CAlbert

/// The inner loops for this machine; a pointer to a table that lives as long as the process.
struct Kernels: @unchecked Sendable {
    let table: UnsafePointer<albert_kernels>

    /// Rows of the largest tile of a product.
    let rowTile: Int
    /// Columns of a tile, and of a packed panel.
    let columnTile: Int
    /// Rows that a core keeps in its second-level cache while panels stream past.
    let rowBlock: Int
    /// Rows of a panel between what the first tile of a block reads and what it fetches.
    let rowsAhead: Int

    /// The table for this CPU, or the one that ALBERT_ISA asks for.
    static func chosen() throws(AlbertError) -> Kernels {
        guard let table = albert_kernels_chosen() else {
            let requested = String(cString: albert_kernels_requested())
            throw AlbertError(
                .unsupported, at: "ALBERT_ISA", "this CPU or this build has no instruction set named '\(requested)'")
        }
        return Kernels(table: table)
    }

    init(table: UnsafePointer<albert_kernels>) {
        self.table = table
        rowTile = Int(table.pointee.row_tile)
        columnTile = Int(table.pointee.column_tile)
        rowBlock = Int(table.pointee.row_block)
        rowsAhead = Int(table.pointee.rows_ahead)
    }

    var name: String { String(cString: table.pointee.name) }

    /// The features of this CPU that matter to the kernels, separated by spaces.
    static var cpuFeatures: String { String(cString: albert_cpu_features()) }
}

/// A function applied to every element between two products.
typealias Activation = albert_activation

extension Activation {
    static let none = ALBERT_ACTIVATION_LINEAR
    static let geluErf = ALBERT_ACTIVATION_GELU_ERF
    static let geluTanh = ALBERT_ACTIVATION_GELU_TANH
    static let geluQuick = ALBERT_ACTIVATION_GELU_QUICK
    static let gelu10 = ALBERT_ACTIVATION_GELU_10
    static let relu = ALBERT_ACTIVATION_RELU
    static let relu6 = ALBERT_ACTIVATION_RELU6
    static let reluSquared = ALBERT_ACTIVATION_RELU_SQUARED
    static let silu = ALBERT_ACTIVATION_SILU
    static let tanh = ALBERT_ACTIVATION_TANH
    static let sigmoid = ALBERT_ACTIVATION_SIGMOID
    static let mish = ALBERT_ACTIVATION_MISH
}
