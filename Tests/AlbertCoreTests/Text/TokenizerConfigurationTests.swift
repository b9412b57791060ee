import Testing

@testable import AlbertCore

@Suite("tokenizer_config.json")
struct TokenizerConfigurationTests {
    private func read(_ json: String) throws -> TokenizerConfiguration {
        try Array(json.utf8).withUnsafeBytes { try TokenizerConfiguration(bytes: $0, name: "tokenizer_config.json") }
    }

    @Test("says nothing where it has nothing")
    func empty() throws {
        let configuration = try read("{}")
        #expect(
            configuration.lowersCase == nil && configuration.keepsAccents == nil && configuration.modelMaxLength == nil)
        #expect(configuration.spelling(of: .sep) == "[SEP]" && configuration.spelling(of: .pad) == "<pad>")
    }

    @Test("reads the settings, and special tokens as strings or objects")
    func values() throws {
        let configuration = try read(
            #"{"do_lower_case":false,"keep_accents":true,"model_max_length":512,"cls_token":"<c>","mask_token":{"content":"<m>"},"sep_token":null}"#
        )
        #expect(configuration.lowersCase == false && configuration.keepsAccents == true)
        #expect(configuration.modelMaxLength == 512)
        #expect(configuration.spelling(of: .cls) == "<c>" && configuration.spelling(of: .mask) == "<m>")
        #expect(configuration.spelling(of: .sep) == "[SEP]")
        #expect(try read(#"{"model_max_length":1e30}"#).modelMaxLength == nil)
    }

    @Test(
        "refuses what it cannot mean",
        arguments: [
            "[]", #"{"do_lower_case":"yes"}"#, #"{"cls_token":5}"#, #"{"cls_token":""}"#,
            #"{"add_prefix_space":false}"#, "{",
        ])
    func refusals(json: String) { #expect(throws: AlbertError.self) { try read(json) } }

    @Test(
        "a longest input counts only where it is a length",
        arguments: [
            ("512", 512), ("1", 1), ("512.0", 512), ("999999999", 999_999_999), ("1000000000", nil), ("1e30", nil),
            ("0", nil),
            ("1000000000000000019884624838656", nil), ("-5", nil), ("null", nil), ("\"512\"", nil),
        ])
    func lengths(_ text: String, _ expected: Int?) throws {
        #expect(try read("{\"model_max_length\": \(text)}").modelMaxLength == expected)
    }
}
