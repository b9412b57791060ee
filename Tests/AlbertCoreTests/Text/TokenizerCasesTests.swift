// The committed cases over the bundled model's vocabulary: proof of exactness that needs nothing from outside.
import Foundation
import Testing

@testable import AlbertCore

/// Compares recorded cases with what the tokenizer at `tokenizerPath` gives.
func checkRecorded(_ cases: [RecordedCase], tokenizerPath: String) throws {
    var wrong = 0
    var tokenizers: [String: Tokenizer] = [:]
    for recorded in cases where recorded.added_tokens == nil {
        let key = "\(recorded.tokenizerOptions)"
        let tokenizer = try tokenizers[key] ?? Tokenizer.open(path: tokenizerPath, options: recorded.tokenizerOptions)
        tokenizers[key] = tokenizer
        let difference = recorded.difference(from: try recorded.encode(with: tokenizer))
        guard let difference else { continue }
        wrong += 1
        if wrong <= 20 { Issue.record("\(difference)") }
    }
    #expect(wrong == 0, "\(wrong) of \(cases.count) cases differ")
}

struct TokenizerCasesTests {
    static let model = Repository.bundledModel + "/"

    @Test("every committed case comes out as recorded, from both files", arguments: ["tokenizer.json", "spiece.model"])
    func cases(file: String) throws {
        let cases = try RecordedCase.read(Repository.golden.appendingPathComponent("tokenizer_cases.jsonl").path)
        #expect(cases.count > 300)
        try checkRecorded(cases, tokenizerPath: Self.model + file)
    }

    @Test("added tokens come out as recorded")
    func addedTokens() throws {
        let whole = try String(contentsOfFile: Self.model + "tokenizer.json", encoding: .utf8)
        let cases = try RecordedCase.read(Repository.golden.appendingPathComponent("tokenizer_cases.jsonl").path).filter
        { $0.added_tokens != nil }
        #expect(cases.count >= 5)
        for recorded in cases {
            let added = (recorded.added_tokens ?? []).map { (token: RecordedCase.Added) -> String in
                """
                {"id":\(token.id),"content":"\(token.content)","normalized":\(token.normalized ?? false),\
                "special":\(token.special ?? false),"lstrip":\(token.lstrip ?? false),"rstrip":\(token.rstrip ?? false),\
                "single_word":\(token.single_word ?? false)},
                """
            }
            let json = whole.replacingOccurrences(
                of: "\"added_tokens\": [", with: "\"added_tokens\": [" + added.joined())
            let tokenizer = try Data(json.utf8).withUnsafeBytes {
                try Tokenizer.open(bytes: $0, name: "tokenizer.json")
            }
            if let difference = recorded.difference(from: try recorded.encode(with: tokenizer)) {
                Issue.record("\(difference)")
            }
        }
    }
}
