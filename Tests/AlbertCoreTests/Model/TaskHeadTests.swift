import Testing

@testable import AlbertCore

/// The published tiny model as an encoder with a head of another class: `tensors` come on top.
private func model(
    _ architecture: String?, labels: Int? = nil, _ tensors: [(String, [Int], [Float])], withPooler: Bool = true
) throws -> Model {
    var tiny = TinyModel()
    tiny.change = { name, shape, values in
        name.hasPrefix("predictions") || name.hasPrefix("sop") || !withPooler && name.contains("pooler")
            ? nil : (name, shape, values)
    }
    tiny.extra = tensors
    tiny.config["architectures"] = architecture.map { "[\"\($0)\"]" } ?? "[]"
    if let labels {
        let names = (0..<labels).map { "\"\($0)\":\"L\($0)\"" }.joined(separator: ",")
        tiny.config["id2label"] = "{\(names)}"
    }
    return try tiny.open()
}

private func head(_ name: String, _ rows: Int) -> [(String, [Int], [Float])] {
    [
        (name + ".weight", [rows, 8], (0..<8 * rows).map { Float($0 % 5) - 2 }),
        (name + ".bias", [rows], (0..<rows).map { Float($0) / 4 }),
    ]
}

@Suite("task heads")
struct TaskHeadTests {
    @Test("give the logits of transformers' classes")
    func agrees() throws {
        try HeadCase.check("forward") { model, one, options in
            let arguments = one.arguments
            let batch = OwnedBatch(
                try #require(arguments.ids), types: arguments.type_ids, mask: arguments.attention_mask)
            let output = try batch.forward(model, options.forwardOutputs, positions: arguments.positions)
            guard case .columns(let columns) = one.expected else { return [] }
            return try columns.flatMap { name, expected in
                let tensor: Tensor? =
                    switch name {
                    case "mlm_logits": output.mlmLogits
                    case "sop_logits": output.sopLogits
                    case "pooled": output.pooled
                    default: output.taskLogits
                    }
                let found = try #require(tensor).array
                #expect(found.count == expected.all.count, "\(one)")
                return zip(found, expected.all).map { (Double($0), $1) }
            }
        }
    }

    @Test("are W x + b over the pooled vector or over each hidden one", arguments: TaskHead.Kind.allCases)
    func byHand(_ kind: TaskHead.Kind) throws {
        let rows = kind == .choice ? 1 : kind == .spans ? 2 : 3
        let model = try model(kind.rawValue, labels: 3, head(kind.tensorName, rows))
        let batch = OwnedBatch([[2, 5, 3], [4, 1]])
        let output = try batch.forward(model, [kind.output, .hidden, .pooled])
        let inputs = try #require(kind.readsPooled ? output.pooled : output.hidden).array
        let logits = try #require(output.taskLogits)
        let count = kind.readsPooled ? 2 : 5
        #expect(logits.shape == (kind == .choice ? [count] : [count, rows]))
        for input in 0..<count {
            for row in 0..<rows {
                let weights = (0..<8).map { Float((8 * row + $0) % 5) - 2 }
                let sum = zip(inputs[(8 * input)...], weights).reduce(Float(row) / 4) { $0 + $1.0 * $1.1 }
                #expect(abs(logits.array[input * rows + row] - sum) < 1e-5)
            }
        }
        // The last application computes only what the head reads; that changes no bit.
        let alone = try batch.forward(model, kind.output)
        #expect(alone.taskLogits?.array.map(\.bitPattern) == logits.array.map(\.bitPattern))
    }

    @Test("are those of the class that the configuration names, in TensorFlow's spelling too")
    func named() throws {
        for kind in TaskHead.Kind.allCases {
            for name in [kind.rawValue, "TF" + kind.rawValue] {
                let rows = kind == .choice ? 1 : 2
                #expect(try model(name, head(kind.tensorName, rows)).taskHead?.kind == kind, "\(name)")
            }
        }
        #expect(try model("AlbertModel", head("classifier", 2)).taskHead == nil)
    }

    @Test("are told by their tensors where the configuration names no class")
    func unnamed() throws {
        #expect(try model(nil, head("classifier", 2)).taskHead?.kind == .classes)
        #expect(try model(nil, head("classifier", 2), withPooler: false).taskHead?.kind == .tags)
        #expect(try model(nil, head("qa_outputs", 2)).taskHead?.kind == .spans)
        #expect(try model(nil, []).taskHead == nil)
    }

    @Test("of a shape that the configuration does not give are refused")
    func shapes() {
        for (kind, labels, rows) in [
            (TaskHead.Kind.classes, 3, 2), (.tags, 2, 3), (.choice, 2, 2), (.spans, 2, 3), (.classes, 2, 0),
        ] {
            let error = #expect(throws: AlbertError.self) {
                _ = try model(kind.rawValue, labels: labels, head(kind.tensorName, rows))
            }
            #expect(error?.code == .format, "\(kind) \(rows)")
        }
    }

    @Test("that the file does not hold are refused with what it holds instead", arguments: TaskHead.Kind.allCases)
    func missing(_ kind: TaskHead.Kind) throws {
        for other in TaskHead.Kind.allCases where other != kind {
            let model = try model(other.rawValue, head(other.tensorName, other == .choice ? 1 : 2))
            let error = #expect(throws: AlbertError.self) { try model.requireTaskHead(kind) }
            #expect(error?.code == .missing)
            #expect(error?.detail.contains(kind.rawValue) == true)
            #expect(error?.detail.hasSuffix("it is an \(other.rawValue)") == true)
            #expect(throws: AlbertError.self) { _ = try OwnedBatch([[1]]).forward(model, [kind.output, other.output]) }
        }
        let bare = try model("AlbertModel", [])
        #expect(#expect(throws: AlbertError.self) { try bare.requireTaskHead(kind) }?.code == .missing)
    }

    @Test("over the pooled vector need the pooler, the others do not")
    func poolers() throws {
        for kind in TaskHead.Kind.allCases {
            let model = try model(
                kind.rawValue, head(kind.tensorName, kind == .choice ? 1 : 2), withPooler: false)
            if kind.readsPooled {
                let error = #expect(throws: AlbertError.self) { _ = try OwnedBatch([[1]]).forward(model, kind.output) }
                #expect(error?.code == .missing && error?.detail.contains("pooler") == true)
            } else {
                #expect(try OwnedBatch([[1]]).forward(model, kind.output).taskLogits?.array.count == 2)
            }
        }
    }
}
