// Products whose right-hand side is used once: weights that change with every step, and activations in the gradients of
// weights. Each task packs some panels into its thread's scratch and multiplies all rows by them, so that a panel is packed once
// and read from the cache by every tile. What several products share may have been packed by somebody before.
import CAlbert

/// A right-hand side B [depth, columns]: float32 as it lies in memory, or packed.
enum RightSide: @unchecked Sendable {
    /// B[k][j] = source[j][k]: the weight [out, in] of a Linear layer going forwards, and keys.
    case transposed(MatrixView)
    /// B[k][j] = source[k][j]: that weight going backwards, values, and the inputs of a layer for its weight's gradient.
    case rows(MatrixView)
    /// Packed ahead, in the precision of the product.
    case packed(PackedMatrix)
}

/// c[rows, columns] = a[rows, depth] · b (+ bias), or added to what is in `c`.
struct FreshProduct {
    /// Float32, whatever the precision of the product.
    let a: MatrixView
    let rows: Int
    let depth: Int
    let b: RightSide
    let columns: Int
    var bias: UnsafePointer<Float>?
    let c: MatrixView
    var adds = false
}

/// Words of scratch that products need.
struct FreshProductScratch {
    /// [rows, words] of the left-hand side, as narrow precisions want it; nil where rows are taken as they are.
    var prepared: MatrixView?
    /// `wordsPerThread` words for each thread, 64-byte aligned.
    let panels: UnsafeMutablePointer<Float>
    let wordsPerThread: Int
}

/// Words of panels that a task packs, where one panel is not larger: most of a core's second-level cache of 1 MiB.
private let packedWords = 160 * 1024
/// Tasks per thread: few enough that each packs several panels, enough that the threads end together.
private let tasksPerThread = 4

extension ProductKernels {
    /// Words of panels for products of up to `depth`.
    func freshPanelWords(depth: Int) -> Int { max(packedWords, panelWords(depth)) }

    /// Some panels of `b`, one after the other: in `room`, or where they are already.
    @discardableResult
    func pack(
        _ b: RightSide, panels: Range<Int>, columns: Int, depth: Int, into room: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        let size = panelWords(depth)
        for panel in panels {
            let first = panel * columnTile
            let count = min(columnTile, columns - first)
            let target = room + (panel - panels.lowerBound) * size
            switch b {
            case .transposed(let source):
                packTransposed(source.rows(from: first), columns: count, depth: depth, into: target)
            case .rows(let source):
                packRows(source.columns(from: first), columns: count, depth: depth, into: target)
            case .packed(let matrix): return matrix.panel(panel)
            }
        }
        return room
    }

    /// Panels `range` of the columns of a product whose left-hand side `a` is prepared, on this thread.
    func multiply(
        _ product: FreshProduct, prepared a: MatrixView, panels range: Range<Int>, in room: UnsafeMutablePointer<Float>,
        words: Int
    ) {
        let size = panelWords(product.depth)
        let atOnce = max(1, words / max(size, 1))
        let multiplyTile = product.adds ? table.pointee.tile_adding : table.pointee.tile
        let tileCount = (product.rows + rowTile - 1) / rowTile
        for first in stride(from: range.lowerBound, to: range.upperBound, by: atOnce) {
            let some = first..<min(first + atOnce, range.upperBound)
            let packed = pack(product.b, panels: some, columns: product.columns, depth: product.depth, into: room)
            for tile in 0..<tileCount {
                let rows = part(tile, of: tileCount, count: product.rows)
                for panel in some {
                    let column = panel * columnTile
                    let words = packed + (panel - first) * size
                    multiplyTile?(
                        rows.count, min(columnTile, product.columns - column), steps(product.depth),
                        a.row(rows.lowerBound), a.stride, words, words + size, product.bias.map { $0 + column },
                        product.c.row(rows.lowerBound) + column, product.c.stride)
                }
            }
        }
    }

    func panelCount(_ columns: Int) -> Int { (columns + columnTile - 1) / columnTile }
}

extension Kernels {
    /// The whole product. Which bits come out depends neither on the number of threads nor on the scratch.
    func multiply(
        _ product: FreshProduct, _ products: ProductKernels, scratch: FreshProductScratch, threads: Int
    ) {
        guard product.rows > 0, product.columns > 0 else { return }
        if let prepared = scratch.prepared {
            forEachRun(of: product.rows, threads: threads) { run in
                for row in run {
                    products.prepare(product.a, row: row, depth: product.depth, into: prepared.row(row))
                }
            }
        }
        let a = scratch.prepared ?? product.a
        let panelCount = products.panelCount(product.columns)
        let parts = threads > 1 ? min(panelCount, threads * tasksPerThread) : 1
        runTasks(parts, threads: threads) { task, thread in
            products.multiply(
                product, prepared: a, panels: part(task, of: parts, count: panelCount),
                in: scratch.panels + thread * scratch.wordsPerThread, words: scratch.wordsPerThread)
        }
    }
}
