import Testing

@testable import AlbertCore

@Suite("tokenizer.json: the pipeline")
struct TokenizerJSONPipelineTests {
    private func settings(_ steps: String) throws -> NormalizerSettings {
        try TokenizerSample.open(
            TokenizerSample.json(["normalizer": #"{"type":"Sequence","normalizers":[\#(steps)]}"#])
        ).parts.normalizer
    }

    private let quotes = #"""
        {"type":"Replace","pattern":{"String":"``"},"content":"\""},{"type":"Replace","pattern":{"String":"''"},"content":"\""}
        """#
    private let accents = #"{"type":"NFKD"},{"type":"StripAccents"}"#
    private let lower = #"{"type":"Lowercase"}"#

    @Test("each published step may be there or not")
    func steps() throws {
        let collapse = #"{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}"#
        #expect(
            try settings("\(quotes),\(accents),\(lower),\(collapse)") == NormalizerSettings(collapsesSpaces: true))
        #expect(try settings("").stripsAccents == false)
        #expect(try settings(lower) == NormalizerSettings(foldsQuotes: false, stripsAccents: false, lowersCase: true))
        #expect(try settings(#"{"type":"Sequence","normalizers":[\#(accents)]}"#).stripsAccents)
        #expect(
            try TokenizerSample.open(TokenizerSample.json(["normalizer": "null"])).parts.normalizer.lowersCase == false)
        #expect(try TokenizerSample.open(TokenizerSample.json(["normalizer": lower])).parts.normalizer.lowersCase)
    }

    @Test("another step, another order, or half of two that go together is UNSUPPORTED")
    func otherSteps() {
        for steps in [
            "\(lower),\(accents)", "\(lower),\(lower)", #"{"type":"NFKD"}"#, #"{"type":"StripAccents"}"#,
            #"{"type":"NFC"}"#, "{}",
            #"{"type":"StripAccents"},{"type":"NFKD"}"#,
            #"{"type":"Replace","pattern":{"String":"``"},"content":"\""}"#,
            #"{"type":"Replace","pattern":{"Regex":"``"},"content":"\""}"#,
            #"{"type":"Replace","pattern":{"String":"a"},"content":"b"}"#,
        ] {
            let error = #expect(throws: AlbertError.self, "\(steps)") { try settings(steps) }
            #expect(error?.code == .unsupported, "\(steps)")
        }
        var nested = lower
        for _ in 0..<9 { nested = #"{"type":"Sequence","normalizers":[\#(nested)]}"# }
        #expect(TokenizerSample.refusal(TokenizerSample.json(["normalizer": nested]))?.code == .unsupported)
    }

    @Test("a charsmap is base64 of a charsmap, or nothing")
    func charsmap() throws {
        _ = try settings(#"{"type":"Precompiled","precompiled_charsmap":null}"#)
        for text in ["5", "\"A\"", "\"****\"", "\"AAAA\"", "\"/////w==\""] {
            let error = #expect(throws: AlbertError.self) {
                try settings(#"{"type":"Precompiled","precompiled_charsmap":\#(text)}"#)
            }
            #expect(error?.code == .format && error?.place == "sample", "\(text)")
        }
    }

    @Test("Metaspace is read in all its spellings, and refused where it is not ALBERT's")
    func metaspace() {
        func refusal(_ members: String) -> AlbertError? {
            let steps = #"[{"type":"WhitespaceSplit"},{"type":"Metaspace",\#(members)}]"#
            return TokenizerSample.refusal(
                TokenizerSample.json(["pre_tokenizer": #"{"type":"Sequence","pretokenizers":\#(steps)}"#]))
        }
        #expect(refusal(#""replacement":"▁","add_prefix_space":true"#) == nil)
        #expect(refusal(#""replacement":"▁","str_rep":"▁","add_prefix_space":true"#) == nil)
        for members in [
            #""replacement":"_""#, #""prepend_scheme":"never""#, #""prepend_scheme":"first""#,
            #""add_prefix_space":false"#, #""split":false"#,
        ] { #expect(refusal(members)?.code == .unsupported, "\(members)") }
    }

    @Test("Metaspace alone, as transformers writes it for a spiece.model, splits at white space too")
    func metaspaceAlone() throws {
        let step = #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#
        let tokenizer = try TokenizerSample.open(TokenizerSample.json(["pre_tokenizer": step]))
        let usual = try TokenizerSample.open(TokenizerSample.json())
        for text in ["a b", " a\t b\n", "a", ""] {
            #expect(try PlainEncoding(tokenizer.encodings(text)).ids == PlainEncoding(usual.encodings(text)).ids)
        }
        let other = #"{"type":"Metaspace","replacement":"_"}"#
        #expect(TokenizerSample.refusal(TokenizerSample.json(["pre_tokenizer": other]))?.code == .unsupported)
    }

    @Test("another pre-tokenizer, decoder or post-processor is named")
    func others() {
        for (key, text) in [
            ("pre_tokenizer", "null"), ("pre_tokenizer", #"{"type":"WhitespaceSplit"}"#),
            ("pre_tokenizer", #"{"type":"ByteLevel"}"#),
            ("decoder", #"{"type":"WordPiece"}"#), ("decoder", "5"),
            ("decoder", #"{"type":"Metaspace","prepend_scheme":"never"}"#),
            ("post_processor", #"{"type":"BertProcessing"}"#), ("post_processor", "{}"),
        ] {
            #expect(TokenizerSample.refusal(TokenizerSample.json([key: text]))?.code == .unsupported, "\(key) \(text)")
        }
        #expect(TokenizerSample.refusal(TokenizerSample.json(["decoder": "", "post_processor": "null"])) == nil)
    }

    @Test("truncation must make sense even though each call decides for itself")
    func truncation() {
        #expect(
            TokenizerSample.refusal(
                TokenizerSample.json(["truncation": #"{"max_length":5,"stride":4,"strategy":"LongestFirst"}"#])) == nil)
        for text in [
            "{}", "5", #"{"max_length":0}"#, #"{"max_length":-1}"#, #"{"max_length":"5"}"#,
            #"{"max_length":5,"stride":5}"#,
            #"{"max_length":5,"stride":-1}"#, #"{"max_length":9223372036854775807,"stride":9223372036854775807}"#,
        ] { #expect(TokenizerSample.refusal(TokenizerSample.json(["truncation": text]))?.code == .format, "\(text)") }
    }

    @Test("a template lays out A, and A before B, with special tokens that exist")
    func template() throws {
        let bare = try TokenizerSample.open(
            TokenizerSample.json([
                "post_processor": TokenizerSample.postProcessor(
                    single: TokenizerSample.a, pair: "\(TokenizerSample.a),\(TokenizerSample.b)")
            ]))
        #expect(PlainEncoding(try bare.encodings("a", pair: "b")).ids == [6, 8])
        for (single, code) in [
            ("", AlbertError.Code.unsupported), (TokenizerSample.b, .unsupported),
            ("\(TokenizerSample.a),\(TokenizerSample.a)", .unsupported), ("5", .format), ("{}", .format),
            (#"{"Sequence":{"id":"C","type_id":0}}"#, .format), (#"{"Sequence":{"id":"A","type_id":2}}"#, .format),
            (#"{"Sequence":{"id":"A","type_id":-1}}"#, .format),
            (#"{"SpecialToken":{"id":"[X]","type_id":0}}"#, .format),
        ] {
            #expect(
                TokenizerSample.refusal(
                    TokenizerSample.json(["post_processor": TokenizerSample.postProcessor(single: single)]))?.code
                    == code, "\(single)")
        }
        for id in ["12", "-1", "4294967296", "\"3\"", "null"] {
            #expect(
                TokenizerSample.refusal(
                    TokenizerSample.json(["post_processor": TokenizerSample.postProcessor(sepID: id)]))?.code
                    == .format, "\(id)")
        }
    }
}
