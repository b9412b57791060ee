import Testing

@testable import AlbertCore

@Suite("a model in training")
struct TrainedModelTests {
    /// Relative to the tensor's largest entry. Where that is nothing but float64's rounding of zero, as for the bias of keys,
    /// relative to the model's largest.
    static func differences(_ golden: GradientCase, _ model: TrainedModel) -> [String: Float] {
        let largest = golden.gradients.values.reduce(0) { max($0, $1.reduce(0) { max($0, abs($1)) }) }
        var result: [String: Float] = [:]
        for parameter in model.table.parameters {
            guard let expected = golden.gradients[parameter.name] else { continue }
            let found = Array(model.table.gradients[parameter.range])
            let own = expected.reduce(0) { max($0, abs($1)) }
            let size = own > 1e-9 * largest ? own : largest
            result[parameter.name] = largestDifference(found, expected) / size
        }
        return result
    }

    @Test("has PyTorch's float64 loss and gradient of every parameter to 1e-5", arguments: GradientCase.names)
    func agreesWithPyTorch(_ name: String) throws {
        let golden = try GradientCase(name)
        let owned = golden.batch
        for threads in [1, 3] {
            let trainer = try golden.trainer { $0.threads = threads }
            let report = try trainer.compute([owned.batch])
            #expect(abs(report.loss - golden.recorded.loss) <= 1e-6 * max(1, golden.recorded.loss))
            if let loss = golden.recorded.mlm_loss { #expect(abs(report.pieces.mean - loss) < 1e-5) }
            if let loss = golden.recorded.sop_loss { #expect(abs(report.orders.mean - loss) < 1e-5) }
            let differences = Self.differences(golden, trainer.model)
            #expect(Set(differences.keys) == Set(golden.gradients.keys))
            for (tensor, difference) in differences { #expect(difference <= 1e-5, "\(tensor): \(difference)") }
        }
    }
}
