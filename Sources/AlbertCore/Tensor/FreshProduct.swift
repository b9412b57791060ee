// Products whose right-hand side is used once: weights that change with every step, and activations in the gradients of
// weights. Nothing is packed ahead. Each task packs some panels into its thread's scratch and multiplies all rows by them, so
// that a panel is packed once and read from the cache by every tile.
import CAlbert

/// A right-hand side B [depth, columns] as it lies in memory, float32.
enum RightSide: @unchecked Sendable {
    /// B[k][j] = source[j][k]: the weight [out, in] of a Linear layer going forwards, and keys.
    case transposed(MatrixView)
    /// B[k][j] = source[k][j]: that weight going backwards, values, and the inputs of a layer for its weight's gradient.
    case rows(MatrixView)
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

    /// The panel of columns from `first` on.
    func pack(
        _ b: RightSide, first: Int, columns: Int, depth: Int, into panel: UnsafeMutablePointer<Float>
    ) {
        switch b {
        case .transposed(let source):
            table.pointee.pack_transposed(columns, depth, source.row(first), source.stride, panel)
        case .rows(let source): table.pointee.pack_rows(columns, depth, source.base + first, source.stride, panel)
        }
    }

    /// Columns `range` of a product whose left-hand side `a` is prepared, on this thread.
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
            for panel in some {
                let column = panel * columnTile
                pack(
                    product.b, first: column, columns: min(columnTile, product.columns - column),
                    depth: product.depth, into: room + (panel - first) * size)
            }
            for tile in 0..<tileCount {
                let rows = part(tile, of: tileCount, count: product.rows)
                for panel in some {
                    let column = panel * columnTile
                    let words = room + (panel - first) * size
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
        var a = product.a
        if let prepared = scratch.prepared {
            a = prepared
            forEachRun(of: product.rows, threads: threads) { run in
                for row in run {
                    products.prepare(product.a, row: row, depth: product.depth, into: prepared.row(row))
                }
            }
        }
        let panelCount = products.panelCount(product.columns)
        let parts = threads > 1 ? min(panelCount, threads * tasksPerThread) : 1
        let left = a
        runTasks(parts, threads: threads) { task, thread in
            products.multiply(
                product, prepared: left, panels: part(task, of: parts, count: panelCount),
                in: scratch.panels + thread * scratch.wordsPerThread, words: scratch.wordsPerThread)
        }
    }
}
