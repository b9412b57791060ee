// Small tokenizers in both file formats, good and bad, for the tests of Text/. Both hold the same twelve pieces.
import Foundation

@testable import AlbertCore

enum TokenizerSample {
    struct Piece {
        var spelling: [UInt8]
        var score: Float
        /// As spiece.model numbers the types: 1 normal, 2 unknown, 3 control.
        var type: UInt64

        init(_ spelling: String, _ score: Float, _ type: UInt64 = 1) {
            (self.spelling, self.score, self.type) = (Array(spelling.utf8), score, type)
        }
    }

    static let pieces = [
        Piece("<pad>", 0, 3), Piece("<unk>", 0, 2), Piece("[CLS]", 0, 3), Piece("[SEP]", 0, 3), Piece("[MASK]", 0, 3),
        Piece("▁", -2), Piece("▁a", -3), Piece("b", -4), Piece("▁b", -3.5), Piece("▁2014", -5), Piece("▁2014,", -4),
        Piece(",", -3),
    ]

    // MARK: spiece.model

    static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] {
        TextSamples.varint(number << 3) + TextSamples.varint(value)
    }

    static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] { TextSamples.field(number, bytes) }

    static func message(_ piece: Piece) -> [UInt8] {
        let score = withUnsafeBytes(of: piece.score.bitPattern.littleEndian, Array.init)
        return field(1, field(1, piece.spelling) + [0x15] + score + field(3, piece.type))
    }

    static func spiece(_ pieces: [Piece] = pieces, trainer: [UInt8] = [], normalizer: [UInt8] = []) -> [UInt8] {
        pieces.flatMap(message) + field(2, trainer) + field(3, normalizer)
    }

    // MARK: tokenizer.json

    /// The members that a file needs; `changes` are JSON texts, "" leaves a member out.
    static func json(_ changes: [String: String] = [:]) -> [UInt8] {
        var members = [
            "added_tokens": "[" + (0..<5).map(addedToken).joined(separator: ",") + "]",
            "normalizer":
                #"{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"}]}"#,
            "pre_tokenizer": #"""
            {"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},
            {"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]}
            """#,
            "decoder": #"{"type":"Metaspace","replacement":"▁","add_prefix_space":true}"#,
            "post_processor": postProcessor(),
            "model": #"{"type":"Unigram","unk_id":1,"vocab":\#(vocabulary)}"#,
        ]
        for (name, value) in changes { members[name] = value }
        let texts = members.filter { $0.value != "" }.map { "\"\($0.key)\":\($0.value)" }
        return Array("{\(texts.joined(separator: ","))}".utf8)
    }

    /// The converter's penalty is in the score of "▁2014,".
    static var vocabulary: String {
        let entries = pieces.map { piece in
            let spelling = String(decoding: piece.spelling, as: UTF8.self)
            return "[\"\(spelling)\",\(spelling.hasSuffix("4,") ? piece.score - 100 : piece.score)]"
        }
        return "[\(entries.joined(separator: ","))]"
    }

    static func postProcessor(
        single: String = "\(cls),\(a),\(sep(0))", pair: String = "\(cls),\(a),\(sep(0)),\(b),\(sep(1))",
        sepID: String = "3"
    ) -> String {
        #"{"type":"TemplateProcessing","single":[\#(single)],"pair":[\#(pair)],"special_tokens":"#
            + #"{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[\#(sepID)],"tokens":["[SEP]"]}}}"#
    }
    static let cls = #"{"SpecialToken":{"id":"[CLS]","type_id":0}}"#
    static let a = #"{"Sequence":{"id":"A","type_id":0}}"#
    static let b = #"{"Sequence":{"id":"B","type_id":1}}"#
    static func sep(_ type: Int) -> String { #"{"SpecialToken":{"id":"[SEP]","type_id":\#(type)}}"# }

    private static func addedToken(_ id: Int) -> String {
        let content = String(decoding: pieces[id].spelling, as: UTF8.self)
        return #"{"id":\#(id),"content":"\#(content)","lstrip":\#(id == 4),"normalized":false,"special":true}"#
    }

    // MARK: Opened

    static func open(_ bytes: [UInt8], _ options: TokenizerOptions = .init()) throws -> Tokenizer {
        try TextSamples.open(bytes, options: options)
    }

    static func tokenizer() throws -> Tokenizer { try open(json()) }

    static var sentencePiece: TokenizerOptions {
        var options = TokenizerOptions()
        options.compatibility = .sentencePiece
        return options
    }

    static func refusal(_ bytes: [UInt8], _ options: TokenizerOptions = .init()) -> AlbertError? {
        TextSamples.refusal(bytes, options: options)
    }
}
