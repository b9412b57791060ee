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
            let found = PlainEncoding(try tokenizer.encodings(recorded.text, options: encoding)).ids
            guard found != recorded.ids else { continue }
            wrong += 1
            if wrong <= 10 { Issue.record("\(recorded.text.debugDescription): \(found), expected \(recorded.ids)") }
        }
        #expect(wrong == 0, "\(wrong) of \(cases.count) differ")
    }

    @Test("a number and its comma have their own places, whatever the comma's width")
    func wideComma() throws {
        let pieces = TokenizerSample.pieces
        let tokenizer = try TokenizerSample.open(TokenizerSample.spiece(pieces), TokenizerSample.sentencePiece)
        let narrow = PlainEncoding(try tokenizer.encodings("2014, a"))
        #expect(narrow.offsets.dropFirst().prefix(2).map { $0 } == [[0, 4], [4, 5]])
        // NFKD makes an ASCII comma of U+FF0C.
        let wide = PlainEncoding(try tokenizer.encodings("2014\u{FF0C} a"))
        #expect(wide.ids == narrow.ids)
        #expect(wide.offsets.dropFirst().prefix(2).map { $0 } == [[0, 4], [4, 7]])
    }

    @Test("spans point into the given text, and a word begins with each \"▁\"")
    func spans() throws {
        var options = TokenizerOptions()
        options.compatibility = .sentencePiece
        let tokenizer = try Self.tokenizers.open(Repository.bundledModel, options)
        let text = Array("  the  cafe\u{301} of".utf8)
        let found = PlainEncoding(try tokenizer.encodings(String(decoding: text, as: UTF8.self)))
        let spelled = found.offsets.dropFirst().dropLast().map {
            String(decoding: text[Int($0[0])..<Int($0[1])], as: UTF8.self)
        }
        #expect(spelled.first == "the")
        #expect(spelled.last == "of")
        #expect(found.words.dropFirst().dropLast().first == 0)
        #expect(found.words.dropLast().last == 2)
    }

    @Test(
        "a long text, which is read part by part, is its sentences one after the other",
        arguments: [0, 1, 2, 3, 5, 8, 13])
    func parts(shift: Int) throws {
        var options = TokenizerOptions()
        options.compatibility = .sentencePiece
        let tokenizer = try Self.tokenizers.open(Repository.bundledModel, options)
        var encoding = EncodeOptions()
        encoding.addsSpecialTokens = false
        // A part has 32 KiB: with every shift it ends somewhere else in a sentence.
        let (opening, sentence, count) = (
            String(repeating: "x", count: shift), " The caf\u{e9}, 2014, \u{39f}\u{394}\u{3a3}'. \u{2026}", 4000
        )
        let found = PlainEncoding(
            try tokenizer.encodings(opening + String(repeating: sentence, count: count), options: encoding))
        let start = PlainEncoding(try tokenizer.encodings(opening, options: encoding))
        let one = PlainEncoding(try tokenizer.encodings(sentence, options: encoding))
        let (first, step, bytes) = (start.ids.count, one.ids.count, Int32(sentence.utf8.count))
        #expect(found.ids.count == first + count * step && step > 8)
        let wrong = (0..<count).filter { number in
            (0..<step).contains { row in
                let at = first + number * step + row
                let moved = one.offsets[row].map { $0 + Int32(shift) + Int32(number) * bytes }
                return found.ids[at] != one.ids[row] || found.offsets[at] != moved
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("a sigma's form is decided by what follows, however far away", arguments: [10, 40_000, 100_000])
    func sigma(distance: Int) throws {
        let settings = NormalizerSettings(foldsQuotes: false, stripsAccents: true, lowersCase: true)
        func lowered(_ string: String) throws -> [UInt8] {
            var preprocessor = try GooglePreprocessor(settings: settings)
            preprocessor.begin()
            var output = try NormalizedText()
            let text = try Buffer(copying: Array(string.utf8))
            var index = 0
            while index < text.count {
                index = try preprocessor.read(
                    text.base, index..<min(index + 1000, text.count), end: text.count, into: &output)
            }
            return output.bytes.elements.map { $0 }
        }
        let quotes = String(repeating: "'", count: distance)
        #expect(try lowered("A\u{3a3}\(quotes)B") == Array("a\u{3c3}\(quotes)b".utf8))
        #expect(try lowered("A\u{3a3}\(quotes)") == Array("a\u{3c2}\(quotes)".utf8))
        #expect(try lowered("A\u{3a3}\(quotes)\u{3a3} B") == Array("a\u{3c3}\(quotes)\u{3c2} b".utf8))
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
