// The model of the reference specification's appendix A, built in memory by its rule.
import Foundation

@testable import AlbertCore

/// V 12, E 4, H 8, L 4, A 2, F 16, P 8, T 2: tensor t of the sorted names has elements sin(0.37 (k + 1) + 0.11 t), scaled.
struct TinyModel {
    var groups = 1
    var inner = 1
    var activation = "gelu_new"
    /// Changes names, shapes or values of single tensors before they are written; nil drops the tensor.
    var change: (String, [Int], [Float]) -> (String, [Int], [Float])? = { ($0, $1, $2) }
    /// Tensors besides the model's own.
    var extra: [(String, [Int], [Float])] = []
    var config: [String: String] = [:]

    var configuration: [UInt8] {
        var keys: [String: String] = [
            "model_type": "\"albert\"", "vocab_size": "12", "embedding_size": "4", "hidden_size": "8",
            "num_hidden_layers": "4", "num_attention_heads": "2", "intermediate_size": "16",
            "max_position_embeddings": "8", "type_vocab_size": "2", "layer_norm_eps": "1e-12",
            "num_hidden_groups": "\(groups)", "inner_group_num": "\(inner)", "hidden_act": "\"\(activation)\"",
            "architectures": "[\"AlbertForPreTraining\"]",
        ]
        keys.merge(config) { $1 }
        return Array(
            "{\(keys.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}".utf8)
    }

    var shapes: [String: [Int]] {
        var shapes: [String: [Int]] = [
            "albert.embeddings.LayerNorm.bias": [4], "albert.embeddings.LayerNorm.weight": [4],
            "albert.embeddings.position_embeddings.weight": [8, 4],
            "albert.embeddings.token_type_embeddings.weight": [2, 4],
            "albert.embeddings.word_embeddings.weight": [12, 4],
            "albert.encoder.embedding_hidden_mapping_in.bias": [8],
            "albert.encoder.embedding_hidden_mapping_in.weight": [8, 4],
            "albert.pooler.bias": [8], "albert.pooler.weight": [8, 8],
            "predictions.LayerNorm.bias": [4], "predictions.LayerNorm.weight": [4], "predictions.bias": [12],
            "predictions.dense.bias": [4], "predictions.dense.weight": [4, 8],
            "sop_classifier.classifier.bias": [2], "sop_classifier.classifier.weight": [2, 8],
        ]
        for group in 0..<groups {
            for inner in 0..<inner {
                let layer = "albert.encoder.albert_layer_groups.\(group).albert_layers.\(inner)."
                for part in ["attention.query", "attention.key", "attention.value", "attention.dense"] {
                    shapes[layer + part + ".weight"] = [8, 8]
                    shapes[layer + part + ".bias"] = [8]
                }
                for norm in ["attention.LayerNorm", "full_layer_layer_norm"] {
                    shapes[layer + norm + ".weight"] = [8]
                    shapes[layer + norm + ".bias"] = [8]
                }
                shapes[layer + "ffn.weight"] = [16, 8]
                shapes[layer + "ffn.bias"] = [16]
                shapes[layer + "ffn_output.weight"] = [8, 16]
                shapes[layer + "ffn_output.bias"] = [8]
            }
        }
        return shapes
    }

    var weights: [UInt8] {
        var builder = SafeTensorsBuilder()
        let names = shapes.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        for (number, name) in names.enumerated() {
            guard let shape = shapes[name] else { continue }
            let isNorm = name.hasSuffix("weight") && (name.contains("LayerNorm") || name.contains("layer_norm"))
            let values = (0..<shape.reduce(1, *)).map { element -> Float in
                let raw = sin(0.37 * Double(element + 1) + 0.11 * Double(number))
                return Float(isNorm ? 1 + 0.1 * raw : name.hasSuffix("bias") ? 0.1 * raw : 0.5 * raw)
            }
            if let (name, shape, values) = change(name, shape, values) { builder.add(name, shape, values) }
        }
        for (name, shape, values) in extra { builder.add(name, shape, values) }
        return builder.file
    }

    func open(_ options: ModelOptions = .init()) throws -> Model {
        let configuration = configuration
        let weights = weights
        return try configuration.withUnsafeBytes { configuration in
            try weights.withUnsafeBytes { weights in
                try Model.open(
                    configuration: configuration, weights: weights, tokenizer: nil, options: options, watch: .none)
            }
        }
    }
}
