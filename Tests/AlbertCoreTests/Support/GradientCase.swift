// The fixtures of scripts/make_gradient_fixtures.py: a model, a batch with labels, its loss and the gradient of every tensor.
import Foundation

@testable import AlbertCore

struct GradientCase {
    static let names = [
        "activation-gelu", "activation-gelu_10", "activation-gelu_new", "activation-linear", "activation-mish",
        "activation-quick_gelu", "activation-relu", "activation-relu2", "activation-relu6", "activation-sigmoid",
        "activation-silu", "activation-tanh", "answering", "choosing", "classification", "classification-masked",
        "groups", "groups-inner-groups", "inner-groups", "long", "masked-lm", "masked-lm-untied", "multi-label",
        "odd-sizes", "one-layer", "pretraining", "regression", "tagging",
    ]

    struct Recorded: Decodable {
        let lengths: [Int64]
        let ids: [Int32]
        let type_ids: [Int32]?
        let attention_mask: [Int32]?
        let mlm_labels: [Int32]?
        let sop_labels: [Int32]?
        let class_labels: [Int32]?
        let class_targets: [[Float]]?
        let tag_labels: [Int32]?
        let span_starts: [Int32]?
        let span_ends: [Int32]?
        let choice_counts: [Int32]?
        let choice_labels: [Int32]?
        let loss: Double
        let mlm_loss: Double?
        let sop_loss: Double?
    }

    let name: String
    let recorded: Recorded
    let configuration: ModelConfiguration
    /// By the names of the file.
    let gradients: [String: [Float]]

    init(_ name: String) throws {
        self.name = name
        let path = Self.path(name)
        recorded = try JSONDecoder().decode(
            Recorded.self, from: Data(contentsOf: URL(fileURLWithPath: path + "/batch.json")))
        configuration = try ModelConfiguration.read(in: try Directory(path: path))
        gradients = try readTensors(path + "/gradients.safetensors")
    }

    static func path(_ name: String) -> String { Repository.golden.appendingPathComponent("gradients/\(name)").path }

    var task: TrainingTask {
        if recorded.mlm_labels != nil { return recorded.sop_labels == nil ? .maskedLanguage : .pretraining }
        if recorded.class_labels != nil { return .classification }
        if let targets = recorded.class_targets { return targets[0].count == 1 ? .regression : .multiLabel }
        if recorded.tag_labels != nil { return .tagging }
        return recorded.span_starts != nil ? .answering : .choosing
    }

    func model() throws -> TrainedModel {
        let store = try TensorStore.open(in: try Directory(path: Self.path(name)))
        return try TrainedModel.read(
            configuration, task: task, from: try ParameterSource(store, kernels: try Kernels.chosen()), seed: 1)
    }

    func trainer(_ change: (inout TrainerSettings) -> Void = { _ in }) throws -> Trainer {
        var settings = TrainerSettings()
        settings.threads = 1
        change(&settings)
        return try Trainer(try model(), settings)
    }

    var batch: OwnedTrainingBatch { OwnedTrainingBatch(recorded) }
}

/// Every tensor of a safetensors file as floats.
func readTensors(_ path: String) throws -> [String: [Float]] {
    let bytes = try File(path: path).readAll(limit: 1 << 30)
    let store = try TensorStore.open(bytes: UnsafeRawBufferPointer(bytes.elements), name: path)
    let source = try WeightReader(store, kernels: try Kernels.chosen(), countsNonFinite: false)
    var tensors: [String: [Float]] = [:]
    for entry in store.entries {
        var values = [Float](repeating: 0, count: entry.elementCount)
        if entry.type == .float64 {
            var wide = [Double](repeating: 0, count: entry.elementCount)
            try wide.withUnsafeMutableBytes { try store.read(entry, elements: 0..<entry.elementCount, into: $0) }
            values = wide.map { Float($0) }
        } else {
            var raw = [UInt8](repeating: 0, count: entry.elementCount * entry.type.byteCount)
            try values.withUnsafeMutableBufferPointer { values in
                guard let target = values.baseAddress else { return }
                try raw.withUnsafeMutableBufferPointer { raw in
                    guard let room = raw.baseAddress else { return }
                    try source.read(entry, 0..<entry.elementCount, raw: room, into: target)
                }
            }
        }
        tensors[entry.name] = values
    }
    return tensors
}
