import Testing

@testable import AlbertCore

/// What a workspace holds after a slice of as many tokens as `memory` allows.
private func held(_ model: Model, _ sizes: TinyModel.Sizes, tokens: Int, length: Int, threads: Int) throws -> Int {
    let work = try Workspace(
        .init(
            embeddingSize: sizes.embedding, hiddenSize: sizes.hidden, intermediateSize: sizes.intermediate,
            headWidth: sizes.hidden / sizes.heads, precision: model.info.precision))
    try work.reserve(tokens: tokens, length: length, threads: threads, kernels: model.kernels)
    return work.byteCount
}

@Suite("a budget of scratch memory")
struct ScratchBudgetTests {
    private static let sizes = [
        TinyModel.Sizes(), TinyModel.Sizes(embedding: 128, hidden: 768, heads: 12, intermediate: 3072),
        TinyModel.Sizes(embedding: 24, hidden: 130, heads: 1, intermediate: 50),
    ]

    @Test("is kept by the workspace of as many tokens as it allows", arguments: Precision.allCases, 0..<3)
    func kept(_ precision: Precision, _ index: Int) throws {
        let sizes = Self.sizes[index]
        let model = try TinyModel(sizes: sizes).open(precision)
        for threads in [1, 2, 7] {
            for length in [1, 8, 512] {
                let needed = try held(model, sizes, tokens: length, length: length, threads: threads)
                // A lone thread's block is counted whole, whatever its rows.
                if threads > 1 {
                    #expect(try model.tokenLimit(memory: needed, length: length, threads: threads) == length)
                    #expect(throws: AlbertError.self) {
                        try model.tokenLimit(memory: needed - 1, length: length, threads: threads)
                    }
                }
                for budget in [needed, 2 * needed, 4 * needed, 64 << 20] {
                    guard let tokens = try? model.tokenLimit(memory: budget, length: length, threads: threads) else {
                        continue
                    }
                    #expect(tokens >= length && tokens <= tokensPerSlice)
                    let held = try held(model, sizes, tokens: tokens, length: length, threads: threads)
                    #expect(held <= budget, "\(tokens) tokens of \(length) on \(threads) hold \(held) of \(budget)")
                }
            }
        }
    }

    @Test("gives more tokens where there is more, up to what is fastest")
    func grows() throws {
        let model = try TinyModel(sizes: Self.sizes[1]).open(.float32)
        let limits = try (3...8).map { try model.tokenLimit(memory: 1 << (20 + $0), length: 64, threads: 1) }
        #expect(zip(limits, limits.dropFirst()).allSatisfy { $0 <= $1 } && limits[0] < tokensPerSlice)
        #expect(limits.last == tokensPerSlice)
    }

    @Test("that a sequence alone exceeds is refused with what it needs, which is enough")
    func tooLittle() throws {
        let model = try TinyModel(sizes: Self.sizes[1]).open(.float32)
        let error = #expect(throws: AlbertError.self) {
            _ = try model.tokenLimit(memory: 1 << 20, length: 512, threads: 4)
        }
        #expect(error?.code == .limit && error?.place == "memory_budget")
        let needed = try #require((error?.detail.split(separator: " ").last).flatMap { Int($0) })
        #expect(try model.tokenLimit(memory: needed << 20, length: 512, threads: 4) >= 512)
        #expect(throws: AlbertError.self) { try model.tokenLimit(memory: (needed - 1) << 20, length: 512, threads: 4) }
    }

    @Test("of sizes far outside is refused and not computed")
    func overflow() throws {
        let model = try TinyModel().open()
        for (memory, length, threads) in [(0, 1, 1), (1 << 20, 1 << 20, 1024), (1 << 40, 1 << 20, .max)] {
            let error = #expect(throws: AlbertError.self) {
                _ = try model.tokenLimit(memory: memory, length: length, threads: threads)
            }
            #expect(error?.code == .limit, "\(memory) \(length) \(threads)")
        }
    }

    @Test("changes no bit of the vectors")
    func sameBits() throws {
        let model = try HeadModel.open("plain")
        let texts = (0..<200).map { "Text \($0) of the " + String(repeating: "north ", count: $0 % 30) }
        func vectors(_ budget: Int?) throws -> [Float] {
            var vectors = [Float](repeating: 0, count: texts.count * 32)
            let given = try GivenTexts(texts)
            try vectors.withUnsafeMutableBufferPointer {
                try model.encode(given, options: EncodeTextOptions(memoryBudget: budget), into: $0, watch: .none)
            }
            return vectors
        }
        let free = try vectors(nil)
        #expect(try vectors(1 << 20).map(\.bitPattern) == free.map(\.bitPattern))
        let error = #expect(throws: AlbertError.self) { _ = try vectors(1 << 10) }
        #expect(error?.code == .limit && error?.place == "memory_budget")
    }
}

extension Workspace {
    /// All of its memory.
    fileprivate var byteCount: Int {
        let matrices =
            narrow.values.byteCount + hidden.values.byteCount + projections.values.byteCount + context.values.byteCount
            + update.values.byteCount + wide.values.byteCount + prepared.values.byteCount + gathered.values.byteCount
            + pooled.values.byteCount
        return matrices + tiles.byteCount + attention.byteCount
    }
}
