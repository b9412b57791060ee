import Testing

@testable import AlbertCore

@Suite("parameters for training")
struct ParameterSourceTests {
    private typealias Tensor = (name: String, shape: [Int], values: [Float])

    private func source(_ tensors: [Tensor], _ body: (ParameterSource) throws -> Void) throws {
        var builder = SafeTensorsBuilder()
        for tensor in tensors { builder.add(tensor.name, tensor.shape, tensor.values) }
        try open(builder, body)
    }

    private func open(_ builder: SafeTensorsBuilder, _ body: (ParameterSource) throws -> Void) throws {
        try builder.file.withUnsafeBytes { bytes in
            let store = try TensorStore.open(bytes: bytes, name: "model.safetensors")
            try body(try ParameterSource(store, kernels: try Kernels.chosen()))
        }
    }

    private func values(_ source: ParameterSource, _ name: String, _ shape: [Int]) throws -> [Float] {
        let target = try Buffer<Float>(repeating: 9, count: shape.reduce(1, *) + 1)
        try source.read(name, shape: shape, into: target.base)
        // What is behind a tensor is someone else's.
        #expect(target[target.count - 1] == 9)
        return Array(target.elements.dropLast())
    }

    private func error(_ source: ParameterSource, _ name: String, _ shape: [Int]) -> AlbertError? {
        #expect(throws: AlbertError.self) { _ = try values(source, name, shape) }
    }

    @Test("are found with and without the encoder's prefix, each by the name with it")
    func prefix() throws {
        for prefix in ["albert.", ""] {
            try source([(prefix + "pooler.bias", [3], [1, 2, 3]), ("classifier.bias", [1], [4])]) {
                (source: ParameterSource) throws -> Void in
                #expect(try values(source, "albert.pooler.bias", [3]) == [1, 2, 3])
                #expect(try values(source, "classifier.bias", [1]) == [4])
                #expect(source.holds("albert.pooler.bias"))
                // A head has no prefix, wherever the encoder's parts do.
                #expect(!source.holds("albert.classifier.bias") || prefix == "")
                #expect(!source.holds("pooler.bias") || prefix == "")
            }
        }
    }

    @Test("are found by the older names of a norm's vectors and of the decoder's bias, today's first")
    func olderNames() throws {
        let tensors: [Tensor] = [
            ("albert.embeddings.LayerNorm.gamma", [2], [1, 2]), ("albert.embeddings.LayerNorm.beta", [2], [3, 4]),
            ("predictions.LayerNorm.gamma", [1], [5]), ("predictions.LayerNorm.weight", [1], [6]),
            ("predictions.decoder.bias", [2], [7, 8]),
        ]
        try source(tensors) { (source: ParameterSource) throws -> Void in
            #expect(try values(source, "albert.embeddings.LayerNorm.weight", [2]) == [1, 2])
            #expect(try values(source, "albert.embeddings.LayerNorm.bias", [2]) == [3, 4])
            #expect(try values(source, "predictions.LayerNorm.weight", [1]) == [6])
            #expect(try values(source, "predictions.bias", [2]) == [7, 8])
            #expect(source.holds("predictions.bias") && !source.holds("predictions.LayerNorm.bias"))
        }
        try source([("predictions.decoder.bias", [1], [7]), ("predictions.bias", [1], [8])]) {
            (source: ParameterSource) throws -> Void in
            #expect(try values(source, "predictions.bias", [1]) == [8])
        }
    }

    @Test("by an exact name are those alone")
    func exactNames() throws {
        try source([("pooler.bias", [1], [1]), ("x.gamma", [1], [2])]) { (source: ParameterSource) throws -> Void in
            let target = try Buffer<Float>(repeating: 0, count: 1)
            try source.read(exactly: "pooler.bias", shape: [1], into: target.base)
            #expect(target[0] == 1)
            for name in ["albert.pooler.bias", "x.weight"] {
                #expect(source.holds(name))
                let error = #expect(throws: AlbertError.self) {
                    try source.read(exactly: name, shape: [1], into: target.base)
                }
                #expect(error?.code == .format && error?.place == name)
            }
        }
    }

    @Test("that are missing, or have another shape, are errors with the name, what was found and what was expected")
    func refused() throws {
        try source([("albert.pooler.weight", [2, 3], [Float](repeating: 1, count: 6))]) {
            (source: ParameterSource) throws -> Void in
            let missing = error(source, "albert.pooler.bias", [2])
            #expect(missing?.code == .format && missing?.place == "albert.pooler.bias")
            #expect(missing?.detail == "the tensor is missing; expected shape [2]")
            #expect(!source.holds("albert.pooler.bias"))
            for shape in [[3, 2], [6], [2, 3, 1], [2, 2]] {
                let wrong = error(source, "albert.pooler.weight", shape)
                #expect(wrong?.code == .format && wrong?.place == "albert.pooler.weight")
                #expect(wrong?.detail == "the tensor has shape [2, 3], the configuration calls for \(shape)")
            }
        }
    }

    @Test("of 16 bits are widened exactly, whatever their number is; other types are refused")
    func types() throws {
        // Every bit pattern of each type, and more elements than are read at once.
        let count = 1 << 20 + 1
        let halves = (0..<count).map { UInt16(truncatingIfNeeded: $0) }
        let bytes = halves.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        var builder = SafeTensorsBuilder()
        builder.add("f16", [count], type: "F16", bytes: bytes)
        builder.add("bf16", [count], type: "BF16", bytes: bytes)
        builder.add("i32", [1], type: "I32", bytes: [1, 0, 0, 0])
        builder.add("f64", [1], type: "F64", bytes: [UInt8](repeating: 0, count: 8))
        try open(builder) { (source: ParameterSource) throws -> Void in
            let (wide, brain) = (try values(source, "f16", [count]), try values(source, "bf16", [count]))
            var wrong = 0
            for (index, half) in halves.enumerated() {
                let (one, other) = (Self.widened(half), Float(bitPattern: UInt32(half) << 16))
                if one.isNaN ? !wide[index].isNaN : wide[index].bitPattern != one.bitPattern { wrong += 1 }
                if other.isNaN ? !brain[index].isNaN : brain[index].bitPattern != other.bitPattern { wrong += 1 }
            }
            #expect(wrong == 0)
            // An exponent of ones: in both signs 2^10 fractions of F16, 2^7 of BF16, in each 2^16 elements.
            #expect(source.nonFiniteCount == (count >> 16) * (2 * 1024 + 2 * 128))
            for (name, type) in [("i32", "I32"), ("f64", "F64")] {
                let refused = error(source, name, [1])
                #expect(refused?.code == .unsupported && refused?.place == name)
                #expect(refused?.detail == "the tensor has type \(type), expected F32, F16 or BF16")
            }
        }
    }

    /// IEEE binary16 by its definition.
    private static func widened(_ bits: UInt16) -> Float {
        let sign: Float = bits >> 15 == 1 ? -1 : 1
        let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
        if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
        return exponent == 0
            ? sign * fraction * 0x1p-24
            : sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }

    @Test("that are NaN or infinite are read and counted")
    func notFinite() throws {
        try source([("a.bias", [4], [1, .nan, -.infinity, 2]), ("b.bias", [2], [.infinity, 0])]) {
            (source: ParameterSource) throws -> Void in
            #expect(source.nonFiniteCount == 0)
            let found = try values(source, "a.bias", [4])
            #expect(found[0] == 1 && found[1].isNaN && found[2] == -.infinity && found[3] == 2)
            #expect(source.nonFiniteCount == 2)
            _ = try values(source, "b.bias", [2])
            #expect(source.nonFiniteCount == 3)
        }
    }

    @Test("are not to be had from a model that was opened from memory")
    func fromMemory() throws {
        let model = try TinyModel().open()
        let error = #expect(throws: AlbertError.self) { _ = try ParameterSource(model) }
        #expect(error?.code == .unsupported && error?.place == model.name)
        #expect(error?.detail.hasPrefix("the model was opened from memory") == true)
    }

    @Test("of a model's directory are its file's, until that changes")
    func fromFiles() throws {
        let place = try TemporaryDirectory()
        try place.write("config.json", TinyModel().configuration)
        try place.write("model.safetensors", TinyModel().weights)
        let model = try Model.open(place.path)
        let source = try ParameterSource(model)
        let expected = try readTensors(place.path + "/model.safetensors")
        #expect(expected.count == TinyModel().shapes.count)
        for (name, shape) in TinyModel().shapes { #expect(try values(source, name, shape) == expected[name]) }
        try source.finish()
        try place.write("model.safetensors", TinyModel(inner: 2).weights)
        let late = #expect(throws: AlbertError.self) { try source.finish() }
        #expect(late?.code == .io)
        let again = #expect(throws: AlbertError.self) { _ = try ParameterSource(model) }
        #expect(again?.code == .io)
    }
}
