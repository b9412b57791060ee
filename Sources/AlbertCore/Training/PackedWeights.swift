// The weights of layers that are applied more than once, as products take them: packed once in a step, where every application
// would pack them again.

final class PackedWeights: @unchecked Sendable {
    private struct Sides {
        let linear: TrainedLinear
        let forward: PackedMatrix
        let backward: PackedMatrix
    }

    private let sides: [UnsafeMutablePointer<Float>: Sides]

    /// Room for `linears`; to be renewed before it is read.
    init(_ linears: [TrainedLinear], products: ProductKernels) throws(AlbertError) {
        var sides: [UnsafeMutablePointer<Float>: Sides] = [:]
        for linear in linears {
            sides[linear.weight.values] = Sides(
                linear: linear,
                forward: try PackedMatrix(columns: linear.outputs, depth: linear.inputs, products: products),
                backward: try PackedMatrix(columns: linear.inputs, depth: linear.outputs, products: products))
        }
        self.sides = sides
    }

    /// Packs what the weights are now: for the way forwards and, where there will be one, for that backwards.
    func renew(backward: Bool, threads: Int) {
        for sides in sides.values {
            pack(sides.linear.forwardSide, into: sides.forward, threads: threads)
            if backward { pack(sides.linear.backwardSide, into: sides.backward, threads: threads) }
        }
    }

    func forward(_ linear: TrainedLinear) -> RightSide? { sides[linear.weight.values].map { .packed($0.forward) } }

    func backward(_ linear: TrainedLinear) -> RightSide? { sides[linear.weight.values].map { .packed($0.backward) } }

    private func pack(_ side: RightSide, into matrix: PackedMatrix, threads: Int) {
        runTasks(matrix.panelCount, threads: threads) { panel, _ in
            matrix.products.pack(
                side, panels: panel..<panel + 1, columns: matrix.columns, depth: matrix.depth,
                into: matrix.panel(panel))
        }
    }
}
