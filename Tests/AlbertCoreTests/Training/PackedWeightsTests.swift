import Testing

@testable import AlbertCore

@Suite("weights that are packed once in a step")
struct PackedWeightsTests {
    @Test(
        "are those of the layers that are applied more than once",
        arguments: [
            ("pretraining", [true, true]), ("groups", [true, true, false]), ("inner-groups", [true, true, true, true]),
        ])
    func which(_ name: String, _ isShared: [Bool]) throws {
        let model = try GradientCase(name).model()
        defer { withExtendedLifetime(model) {} }
        let encoder = model.encoder
        let products = try Kernels.chosen().products(.float32)
        let packed = try PackedWeights(encoder.sharedLinears, products: products)
        let isPacked = encoder.applications.map { layer in
            layer.linears.map { packed.forward($0) != nil && packed.backward($0) != nil }
        }
        #expect(isPacked == isShared.map { [Bool](repeating: $0, count: 4) })
        #expect(packed.forward(encoder.embeddings.widening) == nil)
        #expect(packed.backward(encoder.embeddings.widening) == nil)
    }

    @Test(
        "are the panels that a product would pack, of the weights as they are when they are renewed",
        arguments: ["pretraining", "long", "odd-sizes"], [Precision.float32, .bfloat16])
    func panels(_ name: String, _ precision: Precision) throws {
        let model = try GradientCase(name).model()
        let encoder = model.encoder
        let products = try Kernels.chosen().products(precision)
        let packed = try PackedWeights(encoder.sharedLinears, products: products)
        defer { withExtendedLifetime(model) {} }
        for threads in [1, 3] {
            for linear in encoder.applications[0].linears {
                for place in 0..<linear.inputs * linear.outputs { linear.weight.values[place] *= 1.5 }
            }
            packed.renew(backward: true, threads: threads)
            for linear in encoder.applications[0].linears {
                #expect(
                    words(packed.forward(linear), linear.outputs, depth: linear.inputs, products)
                        == (try words(fresh: linear.forwardSide, linear.outputs, depth: linear.inputs, products)))
                #expect(
                    words(packed.backward(linear), linear.inputs, depth: linear.outputs, products)
                        == (try words(fresh: linear.backwardSide, linear.inputs, depth: linear.outputs, products)))
            }
        }
    }

    /// The bits of packed panels.
    private func words(_ side: RightSide?, _ columns: Int, depth: Int, _ products: ProductKernels) -> [UInt32]? {
        guard case .packed(let matrix) = side else { return nil }
        #expect(matrix.panels.count == products.panelCount(columns) * products.panelWords(depth))
        return matrix.panels.elements.map(\.bitPattern)
    }

    private func words(
        fresh side: RightSide, _ columns: Int, depth: Int, _ products: ProductKernels
    ) throws -> [UInt32] {
        let count = products.panelCount(columns)
        let target = try Buffer<Float>(repeating: 0, count: count * products.panelWords(depth))
        products.pack(side, panels: 0..<count, columns: columns, depth: depth, into: target.base)
        return target.elements.map(\.bitPattern)
    }
}
