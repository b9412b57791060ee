import CAlbert
import Testing

@testable import AlbertCore

@Suite("given texts")
struct GivenTextsTests {
    let model: Model

    init() throws { model = try HeadModel.open("language") }

    private func rounds(_ texts: GivenTexts) throws -> [Range<Int>] {
        var rounds: [Range<Int>] = []
        try model.forEachRound(of: texts, EncodeOptions(), watch: .none) { (round, encoded) throws(AlbertError) in
            rounds.append(round)
            #expect(encoded.windowCount == round.count)
            #expect((0..<round.count).allSatisfy { encoded.text(ofWindow: $0) == $0 })
        }
        return rounds
    }

    @Test("come in rounds of 256, in order and each once", arguments: [0, 1, 255, 256, 257, 600])
    func counts(_ count: Int) throws {
        let found = try rounds(try GivenTexts([String](repeating: "a", count: count)))
        #expect(found.map(\.lowerBound) == Array(stride(from: 0, to: count, by: 256)))
        #expect(found.flatMap { Array($0) } == Array(0..<count))
    }

    @Test("end a round once it has 64 KiB, the second texts counted too, and a longer text is one alone")
    func bytes() throws {
        let half = String(repeating: "a", count: 32 << 10)
        #expect(try rounds(try GivenTexts([half, half, half])) == [0..<2, 2..<3])
        #expect(try rounds(try GivenTexts(["a", "a"], pairs: [half + half, nil])) == [0..<1, 1..<2])
        let long = String(repeating: "a ", count: 1 << 17)
        #expect(try rounds(try GivenTexts([long, long, "a"])) == [0..<1, 1..<2, 2..<3])
    }

    @Test("have no second text where there is none, and an empty one where it is empty")
    func pairs() throws {
        let texts = try GivenTexts(["a", "a", "a"], pairs: ["b", nil, ""])
        try model.forEachRound(of: texts, EncodeOptions(), watch: .none) { (_, encoded) throws(AlbertError) in
            let lengths = (0..<3).map { encoded.length(ofWindow: $0) }
            // [CLS] a [SEP] b [SEP], [CLS] a [SEP], [CLS] a [SEP] [SEP]
            #expect(lengths[0] - lengths[1] >= 2)
            #expect(lengths[2] - lengths[1] == 1)
        }
    }

    @Test("are counted as progress, from before the first round on")
    func progress() throws {
        let pointer = albert_watch_new()
        defer { albert_watch_free(pointer) }
        func counted() -> [Int64] {
            var (done, total): (Int64, Int64) = (0, 0)
            albert_watch_progress(pointer, &done, &total)
            return [done, total]
        }
        var seen: [[Int64]] = []
        let texts = try GivenTexts([String](repeating: "a", count: 300))
        try model.forEachRound(of: texts, EncodeOptions(), watch: Watch(pointer: pointer)) {
            (_, _) throws(AlbertError) in seen.append(counted())
        }
        #expect(seen == [[0, 300], [256, 300]] && counted() == [300, 300])
    }

    @Test("need the head that is read, one row of outputs for each")
    func logits() throws {
        let reader = try HeadModel.open("classifier")
        var lengths: [Int] = []
        var items: [Int] = []
        let texts = try GivenTexts((0..<300).map { "text \($0)" })
        try reader.forEachLogits(of: texts, from: .classes, TextOptions(), watch: .none) {
            (item, row) throws(AlbertError) in
            items.append(item)
            lengths.append(row.count)
        }
        #expect(items == Array(0..<300) && lengths.allSatisfy { $0 == 3 })
        let error = #expect(throws: AlbertError.self) {
            try reader.forEachLogits(of: texts, from: .choice, TextOptions(), watch: .none) {
                (_, _) throws(AlbertError) in
            }
        }
        #expect(error?.code == .missing)
    }

    @Test("are cut to what model, caller and strategy allow")
    func tokenizing() throws {
        #expect(try model.tokenizing(TextOptions(), .onlyFirst).maxLength == 64)
        let some = try model.tokenizing(
            TextOptions(maxLength: 9, specialText: .literal, threads: 2), .longestFirst)
        #expect(some.maxLength == 9 && some.truncation == .longestFirst && some.specialText == .literal)
        #expect(some.threads == 2)
        #expect(throws: AlbertError.self) { _ = try model.tokenizing(TextOptions(maxLength: .max), .onlyFirst) }
    }
}
