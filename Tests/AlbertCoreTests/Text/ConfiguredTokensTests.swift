import Foundation
import Testing

@testable import AlbertCore

@Suite("tokens that files beside a spiece.model add")
struct ConfiguredTokensTests {
    /// A line of what scripts/make_configured_token_fixtures.py wrote.
    private struct Case: Decodable {
        let files: [String: String]
        let text: String
        let ids: [Int32]
    }

    @Test("every recorded case comes out as transformers has it")
    func recorded() throws {
        let lines = try Data(contentsOf: Repository.golden.appendingPathComponent("configured_tokens.jsonl"))
        let cases = try String(decoding: lines, as: UTF8.self).split(separator: "\n").map {
            try JSONDecoder().decode(Case.self, from: Data($0.utf8))
        }
        #expect(cases.count > 40)
        let model = try Data(contentsOf: URL(fileURLWithPath: Repository.bundledModel + "/spiece.model"))
        for recorded in cases {
            let directory = try TemporaryDirectory()
            try directory.write("spiece.model", Array(model))
            for (name, content) in recorded.files { try directory.write(name, content) }
            let tokenizer = try Tokenizer.open(path: directory.path)
            let ids = PlainEncoding(try tokenizer.encodings(recorded.text)).ids
            #expect(ids == recorded.ids, "\(recorded.files) \(recorded.text)")
        }
    }

    private func opened(
        _ configuration: String, added: String? = nil, _ options: TokenizerOptions = .init()
    ) throws -> Tokenizer {
        let directory = try TemporaryDirectory()
        try directory.write("spiece.model", TokenizerSample.spiece())
        try directory.write("tokenizer_config.json", configuration)
        if let added { try directory.write("added_tokens.json", added) }
        return try Tokenizer.open(path: directory.path, options: options)
    }

    @Test("the vocabulary grows by them, and only special ones are left out of decoded text")
    func vocabulary() throws {
        let tokenizer = try opened(#"{"additional_special_tokens":["<s>"]}"#, added: #"{"<n>":12}"#)
        #expect(tokenizer.vocabularySize == 14)
        #expect(tokenizer.parts.vocabulary.isSpecial(13) && !tokenizer.parts.vocabulary.isSpecial(12))
        #expect(PlainEncoding(try tokenizer.encodings("a<n>a<s>")).ids == [2, 6, 12, 6, 13, 3])
    }

    @Test("for compat=sentencepiece all of them are looked for in the raw text")
    func sentencePiece() throws {
        let tokenizer = try opened("{}", added: #"{"<N>":12}"#, TokenizerSample.sentencePiece)
        #expect(PlainEncoding(try tokenizer.encodings("a<N>a")).ids == [2, 6, 12, 6, 3])
    }

    @Test(
        "ids that the model's vectors could not follow are refused",
        arguments: [
            (#"{"added_tokens_decoder":{"13":{"content":"<n>"}}}"#, nil),
            (#"{"added_tokens_decoder":{"6":{"content":"<n>"}}}"#, nil),
            (#"{"added_tokens_decoder":{"-1":{"content":"<n>"}}}"#, nil),
            (#"{"added_tokens_decoder":{"x":{"content":"<n>"}}}"#, nil),
            (#"{"added_tokens_decoder":{"12":{"content":""}}}"#, nil),
            (#"{"added_tokens_decoder":{"12":{"content":"<n>","lstrip":1}}}"#, nil),
            (#"{"added_tokens_decoder":{"12":{"content":"<n>"},"13":{"content":"<n>"}}}"#, nil),
            (#"{"added_tokens_decoder":[]}"#, nil), (#"{"additional_special_tokens":"<n>"}"#, nil),
            (#"{"extra_special_tokens":[5]}"#, nil), ("{}", #"{"<n>":13}"#), ("{}", #"{"<n>":"12"}"#),
            ("{}", #"{"":12}"#), ("{}", #"{"<n>":9999999999}"#), ("{}", "[]"), ("{}", "{"),
        ] as [(String, String?)])
    func refusals(configuration: String, added: String?) {
        let error = #expect(throws: AlbertError.self) { try opened(configuration, added: added) }
        #expect(error?.code == .format && error?.place.isEmpty == false)
    }

    @Test("added_tokens.json counts only where tokenizer_config.json has no list, and never beside a tokenizer.json")
    func order() throws {
        #expect(try opened(#"{"added_tokens_decoder":{}}"#, added: #"{"<n>":99}"#).vocabularySize == 12)
        let directory = try TemporaryDirectory()
        try directory.write("tokenizer.json", TokenizerSample.json())
        try directory.write("added_tokens.json", #"{"<n>":99}"#)
        #expect(try Tokenizer.open(path: directory.path).vocabularySize == 12)
    }
}
