// The weights of scripts/make_model_fixtures.py's `base`, made here by the same rule instead of being committed.
@testable import AlbertCore

enum BaseModel {
    static func open(_ options: ModelOptions = .init()) throws -> Model {
        let configuration = Array(
            """
            {"model_type":"albert","vocab_size":30000,"embedding_size":128,"hidden_size":768,"num_hidden_layers":12,
            "num_attention_heads":12,"intermediate_size":3072,"max_position_embeddings":512,"hidden_act":"gelu_new"}
            """.utf8)
        let weights = try weights()
        return try configuration.withUnsafeBytes { configuration in
            try Model.open(
                configuration: configuration, weights: UnsafeRawBufferPointer(weights.elements), tokenizer: nil,
                options: options, watch: .none)
        }
    }

    /// The safetensors file.
    static func weights() throws -> Buffer<UInt8> {
        let names = shapes.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        var header: [String] = []
        var total = 0
        for name in names {
            guard let shape = shapes[name] else { continue }
            let byteCount = shape.reduce(4, *)
            header.append(
                #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(total),\#(total + byteCount)]}"#)
            total += byteCount
        }
        let text = Array("{\(header.joined(separator: ","))}".utf8)
        var file = try Buffer<UInt8>(capacity: 8 + text.count + total)
        for byte in 0..<8 { try file.append(UInt8(truncatingIfNeeded: text.count >> (8 * byte))) }
        for byte in text { try file.append(byte) }
        let start = file.count
        try file.resize(start + total)
        var place = UnsafeMutableRawPointer(file.base + start)
        for (number, name) in names.enumerated() {
            let isNorm = name.contains("LayerNorm.weight") || name.contains("layer_norm.weight")
            let factor: Float = name.hasSuffix("bias") || isNorm ? 0.1 : Float(0.05 * 3.0.squareRoot())
            let count = shapes[name]?.reduce(1, *) ?? 0
            for element in 0..<count {
                let mixed = SeededRandom.mix((UInt64(number) << 32 &+ UInt64(element) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
                let uniform = Float(mixed >> 40) / 8_388_608 - 1
                place.storeBytes(of: uniform * factor + (isNorm ? 1 : 0), toByteOffset: 4 * element, as: Float.self)
            }
            place += 4 * count
        }
        return file
    }

    static let shapes: [String: [Int]] = {
        let layer = "albert.encoder.albert_layer_groups.0.albert_layers.0."
        var shapes: [String: [Int]] = [
            "albert.embeddings.LayerNorm.bias": [128], "albert.embeddings.LayerNorm.weight": [128],
            "albert.embeddings.position_embeddings.weight": [512, 128],
            "albert.embeddings.token_type_embeddings.weight": [2, 128],
            "albert.embeddings.word_embeddings.weight": [30000, 128],
            "albert.encoder.embedding_hidden_mapping_in.bias": [768],
            "albert.encoder.embedding_hidden_mapping_in.weight": [768, 128],
            "albert.pooler.bias": [768], "albert.pooler.weight": [768, 768],
            "predictions.LayerNorm.bias": [128], "predictions.LayerNorm.weight": [128], "predictions.bias": [30000],
            "predictions.dense.bias": [128], "predictions.dense.weight": [128, 768],
            "sop_classifier.classifier.bias": [2], "sop_classifier.classifier.weight": [2, 768],
            layer + "ffn.weight": [3072, 768], layer + "ffn.bias": [3072], layer + "ffn_output.weight": [768, 3072],
            layer + "ffn_output.bias": [768],
        ]
        for part in ["attention.query", "attention.key", "attention.value", "attention.dense"] {
            shapes[layer + part + ".weight"] = [768, 768]
            shapes[layer + part + ".bias"] = [768]
        }
        for norm in ["attention.LayerNorm", "full_layer_layer_norm"] {
            shapes[layer + norm + ".weight"] = [768]
            shapes[layer + norm + ".bias"] = [768]
        }
        return shapes
    }()
}
