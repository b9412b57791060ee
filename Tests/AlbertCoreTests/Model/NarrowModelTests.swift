// Models in bfloat16 and int8: as near to float32 as measured, and every promise that does not depend on the precision.
import Testing

@testable import AlbertCore

/// The smallest cosine between rows of `width` values.
private func smallestCosine(_ one: [Float], _ other: [Float], width: Int) -> Double {
    guard one.count == other.count, width > 0 else { return -1 }
    return stride(from: 0, to: one.count, by: width).map { start in
        let (a, b) = (one[start..<start + width], other[start..<start + width])
        func dot(_ x: ArraySlice<Float>, _ y: ArraySlice<Float>) -> Double {
            zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }.min() ?? 1
}

private let narrow: [Precision] = [.bfloat16, .int8]

@Suite("a model in a narrow precision")
struct NarrowModelTests {
    private static let names = ["plain", "groups", "groups-uneven", "one-head", "narrow-heads", "wide-heads", "square"]

    private static let sentences = [
        "The president of the United States signed the law.", "A house by the water.", "x",
        String(repeating: "A longer text about water, wood and the old house. ", count: 20),
    ]

    private func bundled(_ precision: Precision) throws -> Model {
        var options = ModelOptions()
        options.precision = precision
        return try Model.open(Repository.bundledModel, options: options)
    }

    @Test("has hidden vectors in nearly the same directions as float32", arguments: narrow)
    func cosines(_ precision: Precision) throws {
        let (exact, model) = (try bundled(.float32), try bundled(precision))
        #expect(model.info.precision == precision)
        let tokenizer = try #require(exact.tokenizer)
        let batch = OwnedBatch(try Self.sentences.map { try tokenizer.encode($0).ids.prefix(300).map { $0 } })
        let outputs: ForwardOutputs = [.hidden, .pooled, .mlmLogits]
        let (expected, given) = (try batch.forward(exact, outputs), try batch.forward(model, outputs))
        let least = precision == .bfloat16 ? 0.999 : 0.99
        for (one, other) in [(expected.hidden, given.hidden), (expected.pooled, given.pooled)] {
            let cosine = smallestCosine(
                try #require(one).array, try #require(other).array, width: exact.configuration.hiddenSize)
            #expect(cosine > least, "\(cosine)")
        }
        let cosine = smallestCosine(
            try #require(expected.mlmLogits).array, try #require(given.mlmLogits).array, width: 16_000)
        #expect(cosine > least, "\(cosine)")
    }

    @Test("fills masks with the same word first", arguments: narrow)
    func fillsMasks(_ precision: Precision) throws {
        let model = try bundled(precision)
        for fill in try TaskFixture.read().fill_mask {
            for (list, expected) in zip(try model.fillMask(fill.text), fill.answers) {
                guard expected[0].score > 2 * expected[1].score else { continue }
                #expect(list[0].tokenID == expected[0].token_id, "\(fill.text)")
                #expect(abs(Double(list[0].score) - expected[0].score) < 0.05)
            }
        }
    }

    @Test("is near float32 in every output, of every grouping and head width", arguments: names, narrow)
    func nearFloat(_ name: String, _ precision: Precision) throws {
        let golden = try GoldenModel(name)
        let (exact, model) = (try golden.open(), try golden.open(precision))
        var batch = OwnedBatch([])
        batch.ids = try golden.integers("ids").map { Int32($0) }
        batch.typeIDs = try golden.integers("type_ids").map { Int32($0) }
        batch.mask = try golden.integers("attention_mask").map { Int32($0) }
        batch.lengths = try golden.integers("lengths")
        try compare(batch, exact, model, tolerance: precision == .bfloat16 ? 0.06 : 0.25)
    }

    /// Hidden sizes and head widths that fill neither words of two nor of four values.
    private static let oddSizes: [TinyModel.Sizes] = [
        .init(embedding: 7, hidden: 15, heads: 3, intermediate: 33),
        .init(embedding: 1, hidden: 3, heads: 3, intermediate: 1),
        .init(embedding: 5, hidden: 18, heads: 2, intermediate: 21),
        .init(embedding: 33, hidden: 35, heads: 1, intermediate: 7),
        .init(embedding: 2, hidden: 66, heads: 2, intermediate: 130),
    ]

    @Test("computes widths that do not fill words, masks with holes and sequences of one", arguments: oddSizes, narrow)
    func oddWidths(_ sizes: TinyModel.Sizes, _ precision: Precision) throws {
        let tiny = TinyModel(groups: 2, sizes: sizes)
        let (exact, model) = (try tiny.open(), try tiny.open(precision))
        let batch = OwnedBatch(
            [[2, 5, 7, 3, 9, 3], [4], [2, 6, 4, 3, 0, 0, 1], [1, 2]],
            types: [[0, 0, 0, 0, 1, 1], [1], [0, 0, 0, 0, 0, 0, 0], [0, 0]],
            mask: [[1, 0, 1, 1, 0, 1], [1], [0, 1, 0, 0, 1, 0, 0], [0, 0]])
        try compare(batch, exact, model, tolerance: precision == .bfloat16 ? 0.1 : 0.35)

        // Bits do not depend on threads, order, neighbours or what is asked for.
        let outputs: ForwardOutputs = [.hidden, .attentions, .pooled, .mlmLogits, .sopLogits]
        let whole = try batch.forward(model, outputs, threads: 1)
        for threads in [2, 3] {
            let again = try batch.forward(model, outputs, threads: threads)
            #expect(bits(again.hidden) == bits(whole.hidden) && bits(again.attentions) == bits(whole.attentions))
            #expect(bits(again.mlmLogits) == bits(whole.mlmLogits) && bits(again.sopLogits) == bits(whole.sopLogits))
        }
        let last = try batch.forward(model, [.mlmLogits, .pooled], positions: [15, 6], threads: 2)
        let logits = bits(whole.mlmLogits)
        #expect(bits(last.mlmLogits) == Array(logits[15 * 12..<16 * 12] + logits[6 * 12..<7 * 12]))
        #expect(bits(last.pooled) == bits(whole.pooled))
    }

    @Test("has the same bits for any thread count, order and neighbours at a real size", arguments: narrow)
    func sameBits(_ precision: Precision) throws {
        let model = try bundled(precision)
        let sequences = [5, 33, 1, 130, 64].map { length in (0..<length).map { Int32($0 * 31 % 16_000) } }
        let alone = try sequences.map { bits(try OwnedBatch([$0]).forward(model, .hidden, threads: 1).hidden) }
        for threads in [1, 2, 3, 8] {
            for order in [[4, 3, 2, 1, 0], [1, 1, 0], [2, 3]] {
                let together = try OwnedBatch(order.map { sequences[$0] }).forward(model, .hidden, threads: threads)
                #expect(bits(together.hidden) == order.flatMap { alone[$0] })
            }
        }
    }

    @Test("keeps the places of its workspace once it is warm", arguments: narrow)
    func steadyState(_ precision: Precision) throws {
        let model = try bundled(precision)
        let batch = OwnedBatch([(0..<150).map { Int32($0) }, [4, 5]])
        func places() throws -> [UnsafeMutablePointer<Float>] {
            var places: [UnsafeMutablePointer<Float>] = []
            try model.workspaces.withWorkspace { (work) throws(AlbertError) in
                places = [
                    work.hidden.view.base, work.projections.view.base, work.context.view.base, work.wide.view.base,
                    work.update.view.base, work.prepared.view.base, work.tiles.base, work.attention.base,
                ]
            }
            return places
        }
        let outputs: ForwardOutputs = [.hidden, .attentions, .mlmLogits]
        _ = try batch.forward(model, outputs, threads: 2)
        let before = try places()
        for threads in [2, 1] { _ = try batch.forward(model, outputs, threads: threads) }
        _ = try batch.forward(model, .mlmLogits, positions: [3, 151], threads: 2)
        #expect(try places() == before)
        #expect(model.workspaces.madeCount == 1)
    }

    @Test("is NaN where a weight is, and says how many there are", arguments: narrow)
    func notFinite(_ precision: Precision) throws {
        var tiny = TinyModel()
        tiny.change = { name, shape, values in
            var values = values
            if name.hasSuffix("0.ffn.weight") { (values[3], values[70]) = (.nan, .infinity) }
            return (name, shape, values)
        }
        var options = ModelOptions()
        options.precision = precision
        options.weightsCheck = .report
        let model = try tiny.open(options)
        #expect(model.info.nonFiniteCount == 2)
        #expect(try #require(try OwnedBatch([[1, 2]]).forward(model, .hidden).hidden).array.allSatisfy(\.isNaN))
    }

    private func bits(_ tensor: Tensor?) -> [UInt32] { tensor?.array.map(\.bitPattern) ?? [] }

    private func compare(_ batch: OwnedBatch, _ exact: Model, _ model: Model, tolerance: Float) throws {
        let all: ForwardOutputs = [.hidden, .hiddenStates, .attentions, .pooled, .mlmLogits, .sopLogits]
        let (expected, given) = (try batch.forward(exact, all), try batch.forward(model, all, threads: 2))
        let pairs: [(String, Tensor?, Tensor?)] = [
            ("hidden", expected.hidden, given.hidden), ("hidden_states", expected.hiddenStates, given.hiddenStates),
            ("attentions", expected.attentions, given.attentions), ("pooled", expected.pooled, given.pooled),
            ("mlm_logits", expected.mlmLogits, given.mlmLogits), ("sop_logits", expected.sopLogits, given.sopLogits),
        ]
        for (name, one, other) in pairs {
            let difference = largestDifference(try #require(one).array, try #require(other).array)
            #expect(difference < tolerance, "\(name) differs by \(difference)")
        }
        // Masked keys weigh nothing at all.
        let (one, other) = (try #require(expected.attentions).array, try #require(given.attentions).array)
        #expect(zip(one, other).allSatisfy { ($0 == 0) == ($1 == 0) })
    }
}
