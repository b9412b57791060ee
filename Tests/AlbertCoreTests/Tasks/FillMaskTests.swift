import Testing

@testable import AlbertCore

@Suite("fill-mask")
struct FillMaskTests {
    let model: Model

    init() throws { model = try Model.open(Repository.bundledModel) }

    @Test("gives the pieces, scores and sentences that transformers gives")
    func agreesWithTransformers() throws {
        for fill in try TaskFixture.read().fill_mask {
            let lists = try model.fillMask(fill.text)
            #expect(lists.count == fill.answers.count)
            for (list, expected) in zip(lists, fill.answers) {
                #expect(list.map(\.tokenID) == expected.map(\.token_id))
                #expect(list.map(\.token) == expected.map(\.token))
                #expect(zip(list, expected).allSatisfy { abs(Double($0.score) - $1.score) < 1e-5 })
                // With several masks transformers keeps the special tokens around the text; we never show them.
                let sequences = expected.map { lists.count == 1 ? $0.sequence : inner($0.sequence) }
                #expect(list.map(\.sequence) == sequences)
            }
        }
    }

    @Test("scores only the targets, over the whole vocabulary, with or without the word mark")
    func targets() throws {
        let text = "The president of the United [MASK] signed the law."
        let all = try model.fillMask(text, topK: 3)[0]
        let plain = try model.fillMask(text, topK: 9, targets: ["nations", "States", "states", "kingdom"])[0]
        #expect(plain.map(\.token) == ["states", "kingdom", "nations"])
        #expect(plain[0].score == all[0].score)
        let marked = try model.fillMask(text, targets: ["▁states", "▁nations"])[0]
        #expect(marked.map(\.tokenID) == [plain[0].tokenID, plain[2].tokenID])
    }

    @Test("gives as many answers as asked for, at most the vocabulary, in falling order")
    func topK() throws {
        for count in [1, 100, 129, 15_999, 1_000_000] {
            let list = try model.fillMask("A [MASK].", topK: count)[0]
            #expect(list.count == min(count, 16_000))
            #expect(zip(list, list.dropFirst()).allSatisfy { $0.score >= $1.score })
        }
    }

    @Test("refuses an empty text, a text without a mask, an unknown target and too long a text")
    func refusals() throws {
        let cases: [(String, [String]?, AlbertError.Code, String)] = [
            ("", nil, .argument, "text"), ("No mask here.", nil, .argument, "text"),
            ("A [MASK].", ["▁qzxqzxqz"], .argument, "targets"), ("A [MASK].", [], .argument, "targets"),
            (String(repeating: "word ", count: 600) + "[MASK]", nil, .limit, "text"),
        ]
        for (text, targets, code, place) in cases {
            let error = #expect(throws: AlbertError.self) { _ = try model.fillMask(text, targets: targets) }
            #expect(error?.code == code && error?.place == place, "\(text.prefix(20))")
        }
    }

    private func inner(_ sequence: String) -> String {
        var text = sequence
        if text.hasPrefix("[CLS]") { text.removeFirst(5) }
        if text.hasSuffix("[SEP]") { text.removeLast(5) }
        return text.hasPrefix(" ") ? String(text.dropFirst()) : text
    }
}
