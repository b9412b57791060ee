import Testing

@testable import AlbertCore

@Suite("an optimizer")
struct OptimizerTests {
    @Test("follows twenty recorded steps in weights, moments and norms to 1e-5", arguments: OptimizerCase.names)
    func trajectory(_ name: String) throws {
        let golden = try OptimizerCase.open(name)
        let given = try OptimizerTensors.open()
        let states = try #require(golden.states)
        let settings = golden.settings
        var bits: [[UInt32]] = []
        for threads in [1, 3] {
            let table = try table(given)
            let state = try OptimizerState(count: table.count)
            let update = OptimizerUpdate(
                kernels: try Kernels.chosen(), table: table, settings: settings.optimizer, threads: threads)
            for step in 0..<golden.steps {
                let gradients = given.gradients[step]
                for parameter in table.parameters {
                    let values = try #require(gradients[parameter.name])
                    for (offset, value) in values.enumerated() {
                        table.gradients[parameter.range.lowerBound + offset] = value
                    }
                }
                let norm = try update.gradientNorm(table.parameters[...], step: step + 1)
                #expect(abs(norm - golden.norms[step]) <= 1e-6 * golden.norms[step])
                let factor = golden.clip_norm.map { norm > $0 ? $0 / norm : 1 } ?? 1
                update.apply(
                    table.parameters[...], state, rate: settings.schedule.rate(step: step),
                    gradientFactor: Float(factor))
                state.step += 1
                if let recorded = states[String(step + 1)] { try compare(table, state, recorded, step: step + 1) }
            }
            bits.append(table.values.map(\.bitPattern))
        }
        #expect(bits[0] == bits[1])
    }

    private func table(_ given: OptimizerTensors) throws -> ParameterTable {
        let table = try ParameterTable()
        for tensor in given.tensors { _ = try table.declare(tensor.name, tensor.shape) }
        try table.allocate()
        #expect(table.parameters.map(\.isDecayed) == given.tensors.map(\.decayed))
        for (parameter, tensor) in zip(table.parameters, given.tensors) {
            for (offset, value) in tensor.weights.enumerated() {
                table.values[parameter.range.lowerBound + offset] = value
            }
        }
        return table
    }

    private func compare(
        _ table: ParameterTable, _ state: OptimizerState, _ recorded: [String: [String: [Float]]], step: Int
    ) throws {
        let found: [(String, UnsafeBufferPointer<Float>)] = [
            ("weights", UnsafeBufferPointer(table.values)), ("m", state.m.elements), ("v", state.v.elements),
        ]
        for (kind, values) in found {
            for parameter in table.parameters {
                let expected = try #require(recorded[kind]?[parameter.name])
                let size = max(expected.reduce(0) { max($0, abs($1)) }, kind == "weights" ? 1e-3 : 0)
                let difference = largestDifference(Array(values[parameter.range]), expected)
                #expect(difference <= 1e-5 * size, "\(kind) of \(parameter.name) after step \(step): \(difference)")
            }
        }
    }

    @Test("refuses a gradient that is NaN, infinite or beyond all measure, and names its tensor")
    func notFinite() throws {
        let table = try ParameterTable()
        _ = try table.declare("a.weight", [3])
        _ = try table.declare("b.weight", [70_000])
        try table.allocate()
        let update = OptimizerUpdate(
            kernels: try Kernels.chosen(), table: table, settings: OptimizerSettings(), threads: 2)
        for value in [Float.nan, .infinity, -.infinity, 1e30] {
            table.gradients[69_999] = value
            let error = #expect(throws: AlbertError.self) {
                try update.gradientNorm(table.parameters[...], step: 7)
            }
            #expect(error?.code == .numeric && error?.place == "b.weight")
            #expect(error?.detail.hasPrefix("the gradient of step 7 is not finite") == true)
        }
    }

    @Test("refuses settings that are no settings")
    func refused() {
        func place(_ change: (inout OptimizerSettings) -> Void) -> String? {
            var settings = OptimizerSettings()
            change(&settings)
            do throws(AlbertError) { try settings.validate() } catch { return error.place }
            return nil
        }
        for value in [-0.1, 1, .nan, .infinity] {
            #expect(place { $0.beta1 = value } == "beta1")
            #expect(place { $0.beta2 = value } == "beta2")
        }
        for value in [0, -1, 2, .nan] { #expect(place { $0.epsilon = value } == "epsilon") }
        for value in [-1, 2, .nan] { #expect(place { $0.weightDecay = value } == "weight_decay") }
        #expect(place { $0.weightDecay = 0.01 } == nil)
    }
}
