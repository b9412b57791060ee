// The model of the reference specification's appendix A, built in memory by its rule.
import Foundation

@testable import AlbertCore

/// V 12, E 4, H 8, L 4, A 2, F 16, P 8, T 2, or other sizes: tensor t of the sorted names has elements
/// sin(0.37 (k + 1) + 0.11 t), scaled.
struct TinyModel {
    var groups = 1
    var inner = 1
    var activation = "gelu_new"
    var sizes = Sizes()
    /// Changes names, shapes or values of single tensors before they are written; nil drops the tensor.
    var change: (String, [Int], [Float]) -> (String, [Int], [Float])? = { ($0, $1, $2) }
    /// Tensors besides the model's own.
    var extra: [(String, [Int], [Float])] = []
    var config: [String: String] = [:]

    struct Sizes {
        var embedding = 4
        var hidden = 8
        var heads = 2
        var intermediate = 16
    }

    var configuration: [UInt8] {
        var keys: [String: String] = [
            "model_type": "\"albert\"", "vocab_size": "12", "embedding_size": "\(sizes.embedding)",
            "hidden_size": "\(sizes.hidden)", "num_hidden_layers": "4", "num_attention_heads": "\(sizes.heads)",
            "intermediate_size": "\(sizes.intermediate)",
            "max_position_embeddings": "8", "type_vocab_size": "2", "layer_norm_eps": "1e-12",
            "num_hidden_groups": "\(groups)", "inner_group_num": "\(inner)", "hidden_act": "\"\(activation)\"",
            "architectures": "[\"AlbertForPreTraining\"]",
        ]
        keys.merge(config) { $1 }
        return Array(
            "{\(keys.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}".utf8)
    }

    var shapes: [String: [Int]] {
        let (embedding, hidden, intermediate) = (sizes.embedding, sizes.hidden, sizes.intermediate)
        var shapes: [String: [Int]] = [
            "albert.embeddings.LayerNorm.bias": [embedding], "albert.embeddings.LayerNorm.weight": [embedding],
            "albert.embeddings.position_embeddings.weight": [8, embedding],
            "albert.embeddings.token_type_embeddings.weight": [2, embedding],
            "albert.embeddings.word_embeddings.weight": [12, embedding],
            "albert.encoder.embedding_hidden_mapping_in.bias": [hidden],
            "albert.encoder.embedding_hidden_mapping_in.weight": [hidden, embedding],
            "albert.pooler.bias": [hidden], "albert.pooler.weight": [hidden, hidden],
            "predictions.LayerNorm.bias": [embedding], "predictions.LayerNorm.weight": [embedding],
            "predictions.bias": [12],
            "predictions.dense.bias": [embedding], "predictions.dense.weight": [embedding, hidden],
            "sop_classifier.classifier.bias": [2], "sop_classifier.classifier.weight": [2, hidden],
        ]
        for group in 0..<groups {
            for inner in 0..<inner {
                let layer = "albert.encoder.albert_layer_groups.\(group).albert_layers.\(inner)."
                for part in ["attention.query", "attention.key", "attention.value", "attention.dense"] {
                    shapes[layer + part + ".weight"] = [hidden, hidden]
                    shapes[layer + part + ".bias"] = [hidden]
                }
                for norm in ["attention.LayerNorm", "full_layer_layer_norm"] {
                    shapes[layer + norm + ".weight"] = [hidden]
                    shapes[layer + norm + ".bias"] = [hidden]
                }
                shapes[layer + "ffn.weight"] = [intermediate, hidden]
                shapes[layer + "ffn.bias"] = [intermediate]
                shapes[layer + "ffn_output.weight"] = [hidden, intermediate]
                shapes[layer + "ffn_output.bias"] = [hidden]
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

    func open(_ precision: Precision) throws -> Model {
        var options = ModelOptions()
        options.precision = precision
        return try open(options)
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
