import Testing

@testable import AlbertCore

/// Every fixture but `base`.
private let goldenNames = [
    "plain", "groups", "groups-uneven", "one-head", "narrow-heads", "wide-heads", "square",
    "activation-gelu", "activation-gelu_python", "activation-gelu_fast", "activation-gelu_pytorch_tanh",
    "activation-gelu_python_tanh", "activation-gelu_accurate", "activation-relu", "activation-relu6",
    "activation-relu2", "activation-silu", "activation-swish", "activation-tanh", "activation-sigmoid",
    "activation-mish", "activation-quick_gelu", "activation-gelu_10", "activation-linear",
]

@Suite("the forward pass")
struct ForwardTests {
    @Test("agrees with transformers in float64 on every activation, grouping and head width", arguments: goldenNames)
    func agreesWithTransformers(_ name: String) throws {
        let golden = try GoldenModel(name)
        let model = try golden.open()
        let all: ForwardOutputs = [.hidden, .hiddenStates, .attentions, .pooled, .mlmLogits, .sopLogits]
        let batch = try batch(golden)
        for threads in [1, 3] {
            let output = try batch.forward(model, all, threads: threads)
            let pairs: [(String, Tensor?)] = [
                ("hidden", output.hidden), ("hidden_states", output.hiddenStates), ("attentions", output.attentions),
                ("pooled", output.pooled), ("mlm_logits", output.mlmLogits), ("sop_logits", output.sopLogits),
            ]
            for (tensor, values) in pairs where golden.expected.entry(tensor) != nil {
                let difference = largestDifference(try #require(values).array, try golden.floats(tensor))
                #expect(difference < 1e-5, "\(tensor) differs by \(difference)")
            }
        }
    }

    @Test("has the same bits for any thread count, batch order and neighbours", arguments: Precision.allCases)
    func sameBits(_ precision: Precision) throws {
        let model = try GoldenModel("plain").open(precision)
        let sequences: [[Int32]] = (1...9).map { length in (0..<Int32(length * 4)).map { ($0 * 7 + Int32(length)) % 37 }
        }
        let alone = try sequences.map { try OwnedBatch([$0]).forward(model, [.hidden, .pooled], threads: 1) }
        for threads in [1, 2, 3, 8] {
            for order in [Array(0..<9), Array((0..<9).reversed()), [3, 3, 0, 8]] {
                let output = try OwnedBatch(order.map { sequences[$0] }).forward(
                    model, [.hidden, .pooled], threads: threads)
                let hidden = try #require(output.hidden).array.map(\.bitPattern)
                let expected = order.flatMap { alone[$0].hidden?.array.map(\.bitPattern) ?? [] }
                #expect(hidden == expected)
                #expect(output.pooled?.array == order.flatMap { alone[$0].pooled?.array ?? [] })
            }
        }
    }

    @Test(
        "gives masked-language-model logits for chosen rows in any order, equal to the full computation's rows",
        arguments: Precision.allCases)
    func chosenPositions(_ precision: Precision) throws {
        let model = try GoldenModel("plain").open(precision)
        let batch = OwnedBatch([[1, 2, 3], [4, 5, 6, 7]])
        let all = try #require(try batch.forward(model, .mlmLogits).mlmLogits)
        let positions: [Int64] = [6, 0, 0, 3]
        let some = try #require(try batch.forward(model, .mlmLogits, positions: positions).mlmLogits)
        #expect(some.shape == [4, 37])
        for (row, position) in positions.enumerated() {
            #expect(
                Array(some.array[row * 37..<(row + 1) * 37])
                    == Array(all.array[Int(position) * 37..<(Int(position) + 1) * 37]))
        }
    }

    @Test(
        "computes rows that nobody reads only where they matter, without changing a bit of the others",
        arguments: goldenNames, Precision.allCases)
    func rowsRead(_ name: String, _ precision: Precision) throws {
        let golden = try GoldenModel(name)
        let model = try golden.open(precision)
        var batch = try batch(golden)
        let full = try batch.forward(model, [.hidden, .pooled, .mlmLogits, .sopLogits])
        let tokens = batch.ids.count
        let logits = try #require(full.mlmLogits).array
        let width = logits.count / tokens
        for positions in [[Int64(tokens - 1)], [0], [Int64(tokens - 1), 1, 1, 0], (0..<Int64(tokens)).map { $0 }] {
            let expected = positions.flatMap { logits[Int($0) * width..<(Int($0) + 1) * width] }.map(\.bitPattern)
            for outputs in [ForwardOutputs.mlmLogits, [.mlmLogits, .pooled]] {
                let some = try batch.forward(model, outputs, positions: positions, threads: 2)
                #expect(try #require(some.mlmLogits).array.map(\.bitPattern) == expected)
                if let pooled = some.pooled { #expect(pooled.array == full.pooled?.array) }
            }
        }
        #expect(try batch.forward(model, [.pooled, .sopLogits]).sopLogits?.array == full.sopLogits?.array)
        // More than a slice, most of which holds no row that is read.
        for _ in 0..<6 { batch.append(batch) }
        let last = try #require(try batch.forward(model, .mlmLogits, positions: [Int64(batch.ids.count - 1)]).mlmLogits)
        #expect(last.array.map(\.bitPattern) == logits.suffix(width).map(\.bitPattern))
    }

    @Test("gives zeros, not NaN, to a sequence whose mask is all 0", arguments: Precision.allCases)
    func allMasked(_ precision: Precision) throws {
        let model = try GoldenModel("plain").open(precision)
        let output = try OwnedBatch([[1, 2, 3]], mask: [[0, 0, 0]]).forward(model, [.hidden, .attentions])
        #expect(try #require(output.hidden).array.allSatisfy { $0.isFinite })
        #expect(try #require(output.attentions).array.allSatisfy { $0 == 0 })
    }

    @Test("computes a batch larger than a slice like its sequences one by one", arguments: Precision.allCases)
    func manySlices(_ precision: Precision) throws {
        let model = try GoldenModel("plain").open(precision)
        let sequence: [Int32] = (0..<40).map { $0 % 37 }
        let one = try #require(try OwnedBatch([sequence]).forward(model, .hidden).hidden).array
        let many = try #require(
            try OwnedBatch(Array(repeating: sequence, count: 60)).forward(model, .hidden, threads: 2).hidden)
        for index in 0..<60 { #expect(Array(many.array[index * one.count..<(index + 1) * one.count]) == one) }
    }

    @Test("allocates nothing but its results once it is warm", arguments: Precision.allCases)
    func steadyState(_ precision: Precision) throws {
        let model = try GoldenModel("plain").open(precision)
        let batch = OwnedBatch([[1, 2, 3], [4, 5]])
        _ = try batch.forward(model, .hidden, threads: 1)
        let before = model.workspaces.madeCount
        for _ in 0..<10 { _ = try batch.forward(model, .hidden, threads: 1) }
        #expect(model.workspaces.madeCount == before)
    }

    @Test("stops with `cancelled` when the call was cancelled")
    func cancelled() throws {
        let model = try GoldenModel("plain").open()
        let error = #expect(throws: AlbertError.self) {
            try CancelledWatch.with { watch in _ = try OwnedBatch([[1]]).forward(model, .hidden, watch: watch) }
        }
        #expect(error?.code == .cancelled)
    }

    private func batch(_ golden: GoldenModel) throws -> OwnedBatch {
        var batch = OwnedBatch([])
        batch.ids = try golden.integers("ids").map { Int32($0) }
        batch.typeIDs = try golden.integers("type_ids").map { Int32($0) }
        batch.mask = try golden.integers("attention_mask").map { Int32($0) }
        batch.lengths = try golden.integers("lengths")
        return batch
    }
}
