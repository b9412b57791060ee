import Foundation
import Testing

@testable import AlbertCore

@Suite("tokenizer.json")
struct TokenizerJSONTests {
    private static let normalizer = """
        {"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":"``"},"content":"\\""},\
        {"type":"Replace","pattern":{"String":"''"},"content":"\\""},{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"}]}
        """
    private static let fields = [
        "added_tokens": #"[{"id":2,"content":"[CLS]","special":true,"normalized":false}]"#, "normalizer": normalizer,
        "pre_tokenizer":
            #"{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}]}"#,
        "post_processor":
            #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]}}}"#,
        "model":
            #"{"type":"Unigram","unk_id":1,"vocab":[["<pad>",0],["<unk>",0],["[CLS]",0],["▁",-1],["a",-1.5],["▁a",-0.5]]}"#,
    ]

    /// The sample with some fields replaced.
    private func json(_ changes: [String: String] = [:]) -> [UInt8] {
        let members = Self.fields.merging(changes) { $1 }.map { "\"\($0)\":\($1)" }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    @Test("a small file opens and cuts text")
    func opens() throws {
        let tokenizer = try TextSamples.open(json())
        #expect(PlainEncoding(try tokenizer.encodings("Áa b")).ids == [2, 5, 4, 3, 1])
        #expect(PlainEncoding(try tokenizer.encodings("a", pair: "a")).typeIDs == [0, 1])
    }

    @Test(
        "spellings of all versions are read alike",
        arguments: [
            [
                "model":
                    #"{"unk_id":1,"vocab":[["<pad>",0],["<unk>",0],["[CLS]",0],["▁",-1],["a",-1.5],["▁a",-0.5]],"byte_fallback":false}"#
            ],
            [
                "pre_tokenizer":
                    #"{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","add_prefix_space":true,"str_rep":"▁"}]}"#
            ],
            ["decoder": #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#],
            ["decoder": "null"],
            ["truncation": #"{"direction":"Right","max_length":9,"strategy":"LongestFirst","stride":0}"#],
            ["padding": "null"],
        ])
    func versions(changes: [String: String]) throws {
        #expect(PlainEncoding(try TextSamples.open(json(changes)).encodings("Áa b")).ids == [2, 5, 4, 3, 1])
    }

    @Test("what the normaliser leaves out is left out")
    func normalizers() throws {
        let plain = try TextSamples.open(json(["normalizer": "null"]))
        #expect(PlainEncoding(try plain.encodings("A a")).ids == [2, 3, 1, 5])
        var options = TokenizerOptions()
        options.lowerCase = true
        let lowered = try TextSamples.open(json(["normalizer": "null"]), options: options)
        #expect(PlainEncoding(try lowered.encodings("A a")).ids == [2, 5, 5])
    }

    @Test(
        "wrong or foreign files are refused by name",
        arguments: [
            ("model", "null", "format: model is no object"),
            ("model", #"{"type":"BPE","vocab":{}}"#, "unsupported: model.type is 'BPE'"),
            ("model", #"{"unk_id":9,"vocab":[["a",0]]}"#, "format: model.unk_id is 9"),
            ("model", #"{"unk_id":0,"vocab":[["a"]]}"#, "format: model.vocab[0]"),
            ("model", #"{"unk_id":0,"vocab":[["a","b"]]}"#, "format: model.vocab[0]"),
            ("model", #"{"unk_id":0,"vocab":[]}"#, "format: model.vocab is empty"),
            (
                "model", #"{"unk_id":0,"vocab":[["a",0],["a",0]]}"#,
                "format: model.vocab: pieces 0 and 1 have the same spelling"
            ),
            ("model", #"{"unk_id":0,"byte_fallback":true,"vocab":[["a",0]]}"#, "unsupported: model.byte_fallback"),
            ("added_tokens", #"[{"id":-1,"content":"x"}]"#, "format: added_tokens[0].id is -1"),
            ("added_tokens", #"[{"id":2147483647,"content":"x"}]"#, "limit: added_tokens[0].id"),
            ("added_tokens", #"[{"id":6,"content":"x"},{"id":6,"content":"y"}]"#, "format: added_tokens: 'y' has id 6"),
            ("added_tokens", #"[{"id":8,"content":"x"}]"#, "format: added_tokens: 'x' has id 8"),
            ("added_tokens", #"[{"id":6,"content":""}]"#, "format: added_tokens[0].content"),
            ("normalizer", #"{"type":"BertNormalizer"}"#, "unsupported: normalizer 'BertNormalizer'"),
            ("normalizer", #"{"type":"NFKD"}"#, "unsupported: normalizers NFKD and StripAccents"),
            (
                "normalizer", #"{"type":"Replace","pattern":{"Regex":"(a+)+"},"content":""}"#,
                "unsupported: normalizer Replace of '(a+)+'"
            ),
            (
                "normalizer", #"{"type":"Precompiled","precompiled_charsmap":"!!!!"}"#,
                "format: character 0 of the base64"
            ),
            ("pre_tokenizer", "null", "unsupported: pre_tokenizer has 0 steps"),
            ("pre_tokenizer", #"{"type":"ByteLevel"}"#, "unsupported: pre_tokenizer 'ByteLevel'"),
            ("decoder", #"{"type":"WordPiece"}"#, "unsupported: decoder 'WordPiece'"),
            (
                "decoder", #"{"type":"Metaspace","replacement":"_"}"#,
                "unsupported: decoder Metaspace has replacement = '_'"
            ),
            ("truncation", #"{"max_length":0}"#, "format: truncation.max_length is 0"),
            ("truncation", #"{"max_length":4,"stride":4}"#, "format: truncation.stride is 4"),
            (
                "post_processor",
                #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[X]","type_id":0}}],"pair":[]}"#,
                "format: post_processor.single[0] names special token '[X]'"
            ),
            (
                "post_processor", #"{"type":"TemplateProcessing","single":[],"pair":[]}"#,
                "unsupported: post_processor lays the texts out"
            ),
            ("post_processor", #"{"type":"ByteLevel"}"#, "unsupported: post_processor 'ByteLevel'"),
        ])
    func refusals(field: String, value: String, expected: String) {
        let error = TextSamples.refusal(json([field: value]))
        let found = error.map { "\($0.code): \($0.detail)" } ?? "opened"
        #expect(found.hasPrefix(expected), "\(found)")
        #expect(error?.place == "sample")
    }

    @Test("compat=sentencepiece asks for the other file")
    func compatibility() {
        var options = TokenizerOptions()
        options.compatibility = .sentencePiece
        #expect(TextSamples.refusal(json(), options: options)?.code == .unsupported)
    }

    private func added(_ token: String) -> AlbertError? {
        TokenizerSample.refusal(TokenizerSample.json(["added_tokens": "[\(token)]"]))
    }

    @Test("the unknown piece must be one of the pieces", arguments: ["1", "-1", "0.0", "null", "4294967296", "\"0\""])
    func unknown(_ id: String) {
        let model = #"{"unk_id":\#(id),"vocab":[["a",0]]}"#
        let error = TokenizerSample.refusal(
            TokenizerSample.json(["model": model, "added_tokens": "", "post_processor": ""]))
        #expect(error?.code == .format && error?.detail.contains("unk_id") == true)
    }

    @Test("an added token names its piece or the next number, in any order; all else is refused")
    func addedTokens() throws {
        let tokens = #"[{"id":13,"content":"zwei"},{"id":12,"content":"eins","special":true},{"id":5,"content":"▁"}]"#
        let tokenizer = try TokenizerSample.open(TokenizerSample.json(["added_tokens": tokens]))
        #expect(tokenizer.vocabularySize == 14)
        #expect(PlainEncoding(try tokenizer.encodings("azweib eins")).ids == [2, 6, 13, 8, 12, 3])
        for token in [
            "5", "{}", #"{"id":12}"#, #"{"id":12,"content":""}"#, #"{"id":12,"content":5}"#,
            #"{"id":-1,"content":"x"}"#,
            #"{"id":1.5,"content":"x"}"#, #"{"id":13,"content":"x"}"#, #"{"id":5,"content":"x"}"#,
            #"{"id":12,"content":"▁"}"#,
            #"{"id":12,"content":"x","special":1}"#, #"{"id":12,"content":"x","lstrip":null}"#,
            #"{"id":12,"content":"x"},{"id":12,"content":"x"}"#,
        ] { #expect(added(token)?.code == .format, "\(token)") }
        // Spelled otherwise, but alike once they are normalised.
        #expect(added(#"{"id":12,"content":"Xx"},{"id":13,"content":"xX"}"#) == nil)
        #expect(added(#"{"id":4194304,"content":"x"}"#)?.code == .limit)
        #expect(added(#"{"id":9223372036854775807,"content":"x"}"#)?.code == .limit)
        #expect(TokenizerSample.refusal(TokenizerSample.json(["added_tokens": "{}"]))?.code == .format)
    }

    @Test("a file that is cut off anywhere is refused")
    func cut() {
        let bytes = TokenizerSample.json()
        for count in 1..<bytes.count {
            #expect(TokenizerSample.refusal(Array(bytes.prefix(count)))?.code == .format, "\(count) bytes")
        }
    }
}
