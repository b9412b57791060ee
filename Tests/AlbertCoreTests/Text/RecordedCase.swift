// A line of a file that scripts/make_tokenizer_fixtures.py wrote: a text, options, and what the reference made of it.
import Foundation

@testable import AlbertCore

struct RecordedCase: Decodable {
    struct Window: Decodable {
        let ids: [Int32]
        let type_ids: [Int32]
        let offsets: [[Int32]]
        let word_ids: [Int32]
        let special: [Int32]
    }

    struct Added: Decodable {
        let id: Int32
        let content: String
        var normalized: Bool?
        var special: Bool?
        var lstrip: Bool?
        var rstrip: Bool?
        var single_word: Bool?
    }

    let text: String?
    let pair: String?
    let words: [String]?
    let pair_words: [String]?
    let keep_accents: Bool?
    let lower_case: Bool?
    let special_tokens: Bool?
    let special_text: String?
    let max_length: Int?
    let truncation: String?
    let truncation_side: String?
    let stride: Int?
    let overflow: Bool?
    let added_tokens: [Added]?
    let windows: [Window]

    static func read(_ path: String) throws -> [RecordedCase] {
        let decoder = JSONDecoder()
        return try String(decoding: Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self).split(separator: "\n")
            .map { try decoder.decode(RecordedCase.self, from: Data($0.utf8)) }
    }

    var tokenizerOptions: TokenizerOptions {
        var options = TokenizerOptions()
        options.keepAccents = keep_accents
        options.lowerCase = lower_case
        return options
    }

    var encodeOptions: EncodeOptions {
        var options = EncodeOptions()
        options.offsets = .codePoints
        options.addsSpecialTokens = special_tokens ?? true
        options.specialText = special_text == "literal" ? .literal : .special
        options.maxLength = max_length
        options.truncation =
            switch truncation {
            case "longest_first": .longestFirst
            case "only_first": .onlyFirst
            case "only_second": .onlySecond
            default: nil
            }
        options.truncationSide = truncation_side == "left" ? .left : .right
        options.stride = stride ?? 0
        options.overflow = overflow ?? false
        return options
    }

    /// What this library makes of it.
    func encode(with tokenizer: Tokenizer) throws -> Encodings {
        guard let words else { return try tokenizer.encodings(text ?? "", pair: pair, options: encodeOptions) }
        return try tokenizer.encodings(words: words, pair: pair_words, options: encodeOptions)
    }

    /// nil where the result is the recorded one, else a sentence.
    func difference(from encodings: Encodings) -> String? {
        let found = PlainEncoding.windows(encodings)
        let expected = windows.map {
            PlainEncoding(
                ids: $0.ids, typeIDs: $0.type_ids, offsets: $0.offsets, words: $0.word_ids, special: $0.special)
        }
        guard found != expected else { return nil }
        let place = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
        return """
            \((text ?? words?.joined(separator: "|") ?? "").debugDescription) pair \(pair.debugDescription) \(self.encodeOptions): \
            \(found.count) windows, expected \(expected.count); window \(place):
              found    \(place < found.count ? found[place].description : "none")
              expected \(place < expected.count ? expected[place].description : "none")
            """
    }
}
