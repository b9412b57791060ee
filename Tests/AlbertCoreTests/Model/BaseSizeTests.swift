// albert-base-v2's size with weights from a rule, against transformers in float64: the promise of the README.
import Testing

@testable import AlbertCore

@Suite("a model of albert-base-v2's size")
struct BaseSizeTests {
    @Test("is within 5e-6 of float64 in hidden states and 5e-5 in logits, at lengths 1 to 512")
    func parity() throws {
        let expected = try GoldenModel("base")
        let model = try BaseModel.open()
        for length in [1, 2, 3, 17, 64, 130, 512] {
            let ids = (0..<length).map { Int32(($0 * 7919 + 13 * length) % 30000) }
            let types = (0..<length).map { Int32($0 * 2 / length) }
            let output = try OwnedBatch([ids], types: [types])
                .forward(model, [.hidden, .pooled, .mlmLogits, .sopLogits], positions: [Int64(length / 2)])
            let rows = try expected.integers("\(length).rows")
            let hidden = try #require(output.hidden).array
            let chosen = rows.flatMap { hidden[Int($0) * 768..<(Int($0) + 1) * 768] }
            let logits = try #require(output.mlmLogits).array
            let sampled = stride(from: 0, to: 30000, by: 7).map { logits[$0] }
            let limits: [(String, [Float], Float)] = [
                ("hidden", chosen, 5e-6), ("mlm_logits", sampled, 5e-5),
                ("pooled", try #require(output.pooled).array, 5e-6),
                ("sop_logits", try #require(output.sopLogits).array, 5e-5),
            ]
            for (name, values, limit) in limits {
                let difference = largestDifference(values, try expected.floats("\(length).\(name)"))
                #expect(difference <= limit, "\(name) at length \(length) differs by \(difference)")
            }
        }
    }

    @Test("has the same bits for 1, 2, 3 and 8 threads, in any order, with any neighbours")
    func sameBits() throws {
        let model = try BaseModel.open()
        let sequences = [5, 33, 1].map { length in (0..<length).map { Int32($0 * 31 % 30000) } }
        let alone = try sequences.map {
            try #require(try OwnedBatch([$0]).forward(model, .hidden, threads: 1).hidden).array
        }
        for threads in [2, 3, 8] {
            let together = try #require(
                try OwnedBatch(sequences.reversed()).forward(model, .hidden, threads: threads).hidden
            ).array
            #expect(together.map(\.bitPattern) == alone.reversed().flatMap { $0 }.map(\.bitPattern))
        }
    }
}
