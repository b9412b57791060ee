// The fixtures of scripts/make_optimizer_fixtures.py.
import Foundation

@testable import AlbertCore

struct OptimizerCase: Decodable {
    let optimizer: String
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let weight_decay: Double
    let clip_norm: Double?
    let schedule: String
    let steps: Int
    let warmup_steps: Int
    let power: Double
    let learning_rate: Double
    let rates: [Double]
    let norms: [Double]
    /// Of runs on tensors: by the number of steps, then weights, m and v, then the tensor.
    let states: [String: [String: [String: [Float]]]]?
    /// Of runs on a model: before every step and after the last.
    let losses: [Double]?

    static let directory = Repository.golden.appendingPathComponent("optimizers")
    static let names = ["adamw", "adamw-torch", "lamb"].flatMap { optimizer in
        ["hugging-face", "original"].flatMap { schedule in
            ["clipped", "free"].map { "\(optimizer)-\(schedule)-\($0)" }
        }
    }

    static func open(_ name: String) throws -> OptimizerCase {
        try JSONDecoder().decode(
            OptimizerCase.self, from: Data(contentsOf: directory.appendingPathComponent(name + ".json")))
    }

    var settings: TrainerSettings {
        var settings = TrainerSettings()
        settings.threads = 1
        settings.optimizer.kind = .init(rawValue: optimizer) ?? .adamw
        settings.optimizer.beta1 = beta1
        settings.optimizer.beta2 = beta2
        settings.optimizer.epsilon = epsilon
        settings.optimizer.weightDecay = weight_decay
        settings.clipNorm = clip_norm.map { Float($0) }
        settings.schedule.shape = .init(rawValue: schedule) ?? .original
        settings.schedule.learningRate = learning_rate
        settings.schedule.steps = steps
        settings.schedule.warmupSteps = warmup_steps
        settings.schedule.power = power
        return settings
    }
}

/// Tensors with weights, and gradients for every step.
struct OptimizerTensors: Decodable {
    struct Tensor: Decodable {
        let name: String
        let shape: [Int]
        let decayed: Bool
        let weights: [Float]
    }
    let tensors: [Tensor]
    let gradients: [[String: [Float]]]

    static func open() throws -> OptimizerTensors {
        try JSONDecoder().decode(
            OptimizerTensors.self,
            from: Data(contentsOf: OptimizerCase.directory.appendingPathComponent("tensors.json")))
    }
}

/// Runs on the model of a gradient case.
struct OptimizerModelRuns: Decodable {
    let `case`: String
    let runs: [OptimizerCase]

    static func open() throws -> OptimizerModelRuns {
        try JSONDecoder().decode(
            OptimizerModelRuns.self,
            from: Data(contentsOf: OptimizerCase.directory.appendingPathComponent("model.json")))
    }
}
