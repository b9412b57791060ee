// The weights of layers that are applied more than once, as products take them: packed once in a step, where every application
// would pack them again.

final class PackedWeights: @unchecked Sendable {
    /// Offsets of the panels for the ways forwards and backwards.
    private struct Place {
        let linear: TrainedLinear
        let forward: Int
        let backward: Int
    }

    private let products: ProductKernels
    private let places: [UnsafeMutablePointer<Float>: Place]
    private let storage: Buffer<Float>

    /// Room for `linears`; to be renewed before it is read.
    init(_ linears: [TrainedLinear], products: ProductKernels) throws(AlbertError) {
        self.products = products
        var places: [UnsafeMutablePointer<Float>: Place] = [:]
        var count = 0
        for linear in linears {
            let forward = count
            let backward = try checkedSum(forward, try products.allPanelWords(linear.outputs, depth: linear.inputs))
            count = try checkedSum(backward, try products.allPanelWords(linear.inputs, depth: linear.outputs))
            places[linear.weight.values] = Place(linear: linear, forward: forward, backward: backward)
        }
        self.places = places
        storage = try Buffer(uninitialized: count)
    }

    /// Packs what the weights are now: for the way forwards and, where there will be one, for that backwards.
    func renew(backward: Bool, threads: Int) {
        for place in places.values {
            let linear = place.linear
            pack(linear.forwardSide, columns: linear.outputs, depth: linear.inputs, at: place.forward, threads)
            guard backward else { continue }
            pack(linear.backwardSide, columns: linear.inputs, depth: linear.outputs, at: place.backward, threads)
        }
    }

    func forward(_ linear: TrainedLinear) -> RightSide? {
        places[linear.weight.values].map { .panels(storage.base + $0.forward) }
    }

    func backward(_ linear: TrainedLinear) -> RightSide? {
        places[linear.weight.values].map { .panels(storage.base + $0.backward) }
    }

    private func pack(_ side: RightSide, columns: Int, depth: Int, at offset: Int, _ threads: Int) {
        let size = products.panelWords(depth)
        runTasks(products.panelCount(columns), threads: threads) { panel, _ in
            products.pack(
                side, panels: panel..<panel + 1, columns: columns, depth: depth,
                into: storage.base + offset + panel * size)
        }
    }
}

extension ProductKernels {
    /// Words of all panels of a right-hand side.
    fileprivate func allPanelWords(_ columns: Int, depth: Int) throws(AlbertError) -> Int {
        try checkedProduct(panelCount(columns), panelWords(depth))
    }
}
