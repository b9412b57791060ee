import CAlbert
import Testing

@testable import AlbertCore

@Suite("what training starts from")
struct TrainedModelReadingTests {
    private func source(_ name: String) throws -> (ModelConfiguration, ParameterSource) {
        let directory = try Directory(path: GradientCase.path(name))
        return (
            try ModelConfiguration.read(in: directory),
            try ParameterSource(try TensorStore.open(in: directory), kernels: try Kernels.chosen())
        )
    }

    @Test("is the file's exact numbers")
    func fromFile() throws {
        let (configuration, source) = try source("pretraining")
        let model = try TrainedModel.read(configuration, task: .pretraining, from: source, seed: 1)
        let expected = try readTensors(GradientCase.path("pretraining") + "/model.safetensors")
        #expect(Set(model.table.parameters.map(\.name)) == Set(expected.keys))
        for parameter in model.table.parameters {
            #expect(Array(model.table.values[parameter.range]) == expected[parameter.name])
            #expect(!parameter.isNew)
        }
    }

    @Test("is read no further where the call was cancelled")
    func cancelled() throws {
        let pointer = albert_watch_new()
        defer { albert_watch_free(pointer) }
        albert_watch_cancel(pointer)
        let (configuration, source) = try source("pretraining")
        let error = #expect(throws: AlbertError.self) {
            try TrainedModel.read(
                configuration, task: .pretraining, from: source, seed: 1, watch: Watch(pointer: pointer))
        }
        #expect(error?.code == .cancelled)
    }

    @Test("is random where the file lacks a head, the same for one seed, and said to be new")
    func newHead() throws {
        func head(_ seed: UInt64) throws -> ([String], [Float]) {
            let (configuration, source) = try source("masked-lm")
            let model = try TrainedModel.read(configuration, task: .classification, from: source, seed: seed)
            let new = model.table.parameters.filter(\.isNew)
            let weight = try #require(new.first { $0.name == "classifier.weight" })
            return (new.map(\.name), Array(model.table.values[weight.range]))
        }
        let (names, values) = try head(3)
        #expect(names == ["albert.pooler.weight", "albert.pooler.bias", "classifier.weight", "classifier.bias"])
        #expect(values.contains { $0 != 0 } && values.allSatisfy { abs($0) < 0.1 })
        #expect(try head(3).1 == values)
        #expect(try head(4).1 != values)
    }

    @Test("is a new head for other labels where that is wished, else an error that names the tensor")
    func otherLabels() throws {
        var (configuration, files) = try source("classification")
        configuration.labels = (0..<9).map { "label \($0)" }
        let error = #expect(throws: AlbertError.self) {
            try TrainedModel.read(configuration, task: .classification, from: files, seed: 1)
        }
        #expect(error?.place == "classifier.weight")
        files = try source("classification").1
        let model = try TrainedModel.read(
            configuration, task: .classification, from: files, renewsHead: true, seed: 1)
        #expect(model.table.parameters.filter(\.isNew).map(\.name) == ["classifier.weight", "classifier.bias"])
    }

    @Test(
        "is random throughout for a configuration alone: its deviation, norms one and zero, no vector for padding",
        arguments: [0.02, 0.05])
    func random(_ deviation: Double) throws {
        var (configuration, _) = try source("long")
        configuration.initializerRange = deviation
        let model = try TrainedModel.random(configuration, task: .pretraining, seed: 5)
        for parameter in model.table.parameters {
            let values = Array(model.table.values[parameter.range])
            if parameter.shape.count == 1 {
                let one: Float = parameter.name.hasSuffix("weight") ? 1 : 0
                #expect(values.allSatisfy { $0 == one })
            } else if values.count > 1000 {
                let square = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
                #expect(abs(square.squareRoot() / deviation - 1) < 0.1, "\(parameter.name)")
            }
        }
        let padding = Int(try #require(configuration.padID)) * configuration.embeddingSize
        #expect(model.table.values[padding..<padding + configuration.embeddingSize].allSatisfy { $0 == 0 })
    }
}
