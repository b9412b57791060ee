import Foundation
import Testing

@testable import AlbertCore

@Suite("compat=sentencepiece")
struct SentencePieceSegmenterTests {
    struct Case: Decodable {
        let text: String
        let ids: [Int32]
        let keep_accents: Bool?
        let lower_case: Bool?
    }

    /// ALBERT_RECORDED_SENTENCEPIECE names a longer file over the English vocabulary, made by the same script.
    @Test("gives the ids of Google's preprocessing and the sentencepiece library")
    func recorded() throws {
        let longer = ProcessInfo.processInfo.environment["ALBERT_RECORDED_SENTENCEPIECE"]
        let path = longer ?? Repository.golden.appendingPathComponent("sentencepiece_cases.jsonl").path
        let model = longer == nil ? Repository.bundledModel : SharedFiles.path("vocab/albert-en")
        let cases = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Case.self, from: Data($0.utf8)) }
        #expect(cases.count > 300)
        var wrong = 0
        for recorded in cases {
            var options = TokenizerOptions()
            options.compatibility = .sentencePiece
            options.keepAccents = recorded.keep_accents
            options.lowerCase = recorded.lower_case
            let tokenizer = try Self.tokenizers.open(model, options)
            var encoding = EncodeOptions()
            encoding.addsSpecialTokens = false
            encoding.specialText = .literal
            let found = PlainEncoding(try tokenizer.encode(recorded.text, options: encoding)).ids
            guard found != recorded.ids else { continue }
            wrong += 1
            if wrong <= 10 { Issue.record("\(recorded.text.debugDescription): \(found), expected \(recorded.ids)") }
        }
        #expect(wrong == 0, "\(wrong) of \(cases.count) differ")
    }

    @Test("spans point into the given text, and a word begins with each \"▁\"")
    func spans() throws {
        var options = TokenizerOptions()
        options.compatibility = .sentencePiece
        let tokenizer = try Self.tokenizers.open(Repository.bundledModel, options)
        let text = Array("  the  cafe\u{301} of".utf8)
        let found = PlainEncoding(try tokenizer.encode(String(decoding: text, as: UTF8.self)))
        let spelled = found.offsets.dropFirst().dropLast().map {
            String(decoding: text[Int($0[0])..<Int($0[1])], as: UTF8.self)
        }
        #expect(spelled.first == "the")
        #expect(spelled.last == "of")
        #expect(found.words.dropFirst().dropLast().first == 0)
        #expect(found.words.dropLast().last == 2)
    }

    static let tokenizers = OpenTokenizers()
}

/// Opens each tokenizer once.
final class OpenTokenizers: @unchecked Sendable {
    private var known: [String: Tokenizer] = [:]
    private let lock = NSLock()

    func open(_ path: String, _ options: TokenizerOptions = .init()) throws -> Tokenizer {
        try lock.withLock {
            let key = "\(path) \(options)"
            if let tokenizer = known[key] { return tokenizer }
            let tokenizer = try Tokenizer.open(path: path, options: options)
            known[key] = tokenizer
            return tokenizer
        }
    }
}
