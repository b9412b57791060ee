import Foundation
import Testing

@testable import AlbertCore

private func module(_ type: String, _ path: String = "") -> String {
    #"{"idx":0,"name":"0","path":"\#(path)","type":"\#(type)"}"#
}

/// What is read from a directory of these files.
private func read(_ files: [String: String]) throws -> SentenceVectorFiles? {
    let place = try TemporaryDirectory()
    for (name, content) in files {
        let folder = (name as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(
                atPath: place.path + "/" + folder, withIntermediateDirectories: true)
        }
        try place.write(name, content)
    }
    return try SentenceVectorFiles.read(in: place.open())
}

private func refused(_ files: [String: String]) -> AlbertError? {
    #expect(throws: AlbertError.self) { _ = try read(files) }
}

private let pooling = "sentence_transformers.models.Pooling"

@Suite("the files of sentence-transformers")
struct SentenceVectorFilesTests {
    @Test("are read by the last name of their types, in both spellings")
    func types() throws {
        for prefix in ["sentence_transformers.models.", "sentence_transformers.sentence_transformer.modules.", ""] {
            let modules = [
                module(prefix + "Transformer"), module(prefix + "Pooling", "p"), module(prefix + "Normalize"),
            ]
            let files = try #require(
                try read([
                    "modules.json": "[\(modules.joined(separator: ","))]",
                    "p/config.json": #"{"pooling_mode_cls_token":true,"pooling_mode_max_tokens":false}"#,
                ]))
            #expect(files.poolingModes == ["cls_token"] && files.normalizes && files.otherModules.isEmpty)
            #expect(files.maxLength == nil && files.poolingFolders == ["p"])
        }
    }

    @Test("ask for a prompt where one is named that is not empty")
    func prompts() throws {
        for (settings, isAsked) in [
            (#"{"prompts":{"q":"query: "},"default_prompt_name":"q"}"#, true), (#"{"default_prompt_name":"q"}"#, true),
            (#"{"prompts":{"q":""},"default_prompt_name":"q"}"#, false), (#"{"default_prompt_name":null}"#, false),
        ] {
            let files = try read(["modules.json": "[]", "config_sentence_transformers.json": settings])
            #expect(files?.otherModules == (isAsked ? ["the prompt 'q' before every text"] : []), "\(settings)")
        }
    }

    @Test("are nothing where there is no modules.json, whatever else there is")
    func none() throws {
        #expect(try read([:]) == nil)
        #expect(try read(["sentence_bert_config.json": "no JSON", "1_Pooling/config.json": "{}"]) == nil)
    }

    @Test("say which modes are on, and which steps are not known")
    func collected() throws {
        let modules = [module(pooling, "p"), module("a.b.Dense", "d"), module("LSTM"), module("")]
        let modes = [
            "cls_token", "max_tokens", "mean_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken",
        ]
        let keys = modes.map { #""pooling_mode_\#($0)":true"# }.joined(separator: ",")
        let files = try #require(
            try read([
                "modules.json": "[\(modules.joined(separator: ","))]",
                "p/config.json": "{\(keys),\"pooling_mode_other\":true}",
                "sentence_bert_config.json": #"{"max_seq_length":128}"#,
            ]))
        #expect(files.poolingModes == modes)
        #expect(files.otherModules == ["Dense", "LSTM", ""] && !files.normalizes)
        #expect(files.maxLength == 128)
    }

    @Test(
        "name the modes as version 6 writes them, in one text or several, whatever flags stand beside them",
        arguments: [
            (#""cls""#, ["cls_token"]), (#""mean""#, ["mean_tokens"]), (#"["max"]"#, ["max_tokens"]),
            (#"["cls","mean"]"#, ["cls_token", "mean_tokens"]), (#""weightedmean""#, ["weightedmean_tokens"]),
            (#""lasttoken""#, ["lasttoken"]), (#""attention""#, ["attention"]),
        ])
    func namedModes(_ value: String, _ expected: [String]) throws {
        let files = try read([
            "modules.json": "[\(module(pooling, "p"))]",
            "p/config.json": #"{"pooling_mode":\#(value),"pooling_mode_max_tokens":true}"#,
        ])
        #expect(files?.poolingModes == expected)
    }

    @Test(
        "of a pooling without a mode are refused, and the file is named",
        arguments: [
            "{}", #"{"embedding_dimension":8}"#, #"{"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":false}"#,
            #"{"pooling_mode":null}"#, #"{"pooling_mode":[],"pooling_mode_mean_tokens":true}"#,
        ])
    func noMode(_ keys: String) {
        let error = refused(["modules.json": "[\(module(pooling, "p"))]", "p/config.json": keys])
        #expect(error?.code == .format && error?.place.hasSuffix("/p/config.json") == true)
        #expect(error?.detail.hasPrefix("names no pooling") == true)
    }

    @Test("may have no module at all, and 64 at most")
    func count() throws {
        #expect(try read(["modules.json": "[]"])?.poolingModes == [])
        let many = [String](repeating: module("Transformer"), count: 64)
        #expect(try read(["modules.json": "[\(many.joined(separator: ","))]"]) != nil)
        let more = refused(["modules.json": "[\((many + [module("Normalize")]).joined(separator: ","))]"])
        #expect(more?.code == .format)
    }

    @Test(
        "of another form are refused with the place",
        arguments: [
            ("{}", "an array of at most 64 modules expected"), ("7", "an array"), ("[7]", "module 0 is no object"),
            ("[{\"type\":7}]", "'type' must be a text"), ("[{\"type\":\"x\",\"path\":[]}]", "'path' must be a text"),
            ("[", ""), ("", ""), ("[{}", ""), ("\0", ""),
        ])
    func form(_ modules: String, _ message: String) {
        let error = refused(["modules.json": modules])
        #expect(error?.code == .format && error?.place.hasSuffix("/modules.json") == true)
        #expect(message.isEmpty || error?.detail.contains(message) == true, "\(error?.detail ?? "")")
    }

    @Test(
        "lead nowhere but to a folder beside them",
        arguments: ["", ".", "..", "/etc", "../up", "a/b", "a/../..", "p/", "/"])
    func paths(_ path: String) throws {
        let error = refused(["modules.json": "[\(module(pooling, path))]", "p/config.json": "{}"])
        #expect(error?.code == .path && error?.place.hasSuffix("/modules.json") == true, "\(error?.description ?? "")")
    }

    @Test("may lead to a link, as files of the hub are, but to no folder that is missing or cannot be")
    func folders() throws {
        #expect(refused(["modules.json": "[\(module(pooling, "p"))]"])?.code == .io)
        let long = String(repeating: "p", count: 5000)
        #expect([.io, .path].contains(refused(["modules.json": "[\(module(pooling, long))]"])?.code))
        let withNUL = refused(["modules.json": "[\(module(pooling, #"p\u0000q"#))]", "p/config.json": "{}"])
        #expect([.io, .path].contains(withNUL?.code))

        let (place, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        try other.write("config.json", #"{"pooling_mode_cls_token":true}"#)
        try place.write("modules.json", "[\(module(pooling, "p"))]")
        try FileManager.default.createSymbolicLink(atPath: place.path + "/p", withDestinationPath: other.path)
        #expect(try SentenceVectorFiles.read(in: place.open())?.poolingModes == ["cls_token"])
    }

    @Test(
        "of a pooling say their modes in these kinds of values and no others",
        arguments: [
            "[]", "{\"pooling_mode\":true}", "{\"pooling_mode\":[\"cls\",7]}", "{\"pooling_mode_cls_token\":1}",
            "{\"pooling_mode_lasttoken\":\"true\"}", "x", "",
        ])
    func modes(_ keys: String) {
        let error = refused(["modules.json": "[\(module(pooling, "p"))]", "p/config.json": keys])
        #expect(error?.code == .format && error?.place.hasSuffix("/p/config.json") == true)
    }

    @Test("count tokens from 1 to the limit of positions")
    func lengths() throws {
        func read(_ length: String) throws -> Int? {
            try AlbertCoreTests.read([
                "modules.json": "[]", "sentence_bert_config.json": "{\"max_seq_length\":\(length)}",
            ])?.maxLength
        }
        #expect(try read("1") == 1)
        #expect(try read("1048576") == 1_048_576)
        #expect(try read("null") == nil)
        for bad in ["0", "-1", "1.5", "true", "\"512\"", "1048577", "9223372036854775808", "1e300"] {
            let error = #expect(throws: AlbertError.self, "\(bad)") { _ = try read(bad) }
            #expect(error?.place.hasSuffix("/sentence_bert_config.json") == true)
        }
    }

    @Test("that are too large are refused before they are read")
    func large() {
        let spaces = String(repeating: " ", count: 1_000_001)
        #expect(refused(["modules.json": "[]" + spaces])?.code == .limit)
        let deep = String(repeating: "[", count: 100_000)
        #expect([.format, .limit].contains(refused(["modules.json": deep])?.code))
    }
}
