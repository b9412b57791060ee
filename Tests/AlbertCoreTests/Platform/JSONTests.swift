import Testing

@testable import AlbertCore

private func read(_ text: String, depth: Int = 64, values: Int = 1000) throws -> JSONDocument {
    try read(Array(text.utf8), depth: depth, values: values)
}

private func read(_ bytes: [UInt8], depth: Int = 64, values: Int = 1000) throws -> JSONDocument {
    let limits = JSONLimits(byteCount: 1 << 24, depth: depth, valueCount: values)
    return try bytes.withUnsafeBytes { bytes throws(AlbertError) in
        try JSONDocument(bytes, name: "a.json", limits: limits)
    }
}

private func refusal(_ bytes: [UInt8], depth: Int = 64, values: Int = 1000) -> AlbertError? {
    #expect(throws: AlbertError.self) { try read(bytes, depth: depth, values: values) }
}

private func refusal(_ text: String, depth: Int = 64, values: Int = 1000) -> AlbertError? {
    refusal(Array(text.utf8), depth: depth, values: values)
}

@Suite("JSON") struct JSONTests {
    @Test("every kind of value is told apart and read")
    func kinds() throws {
        let text = #"{"o": {}, "a": [1], "s": "x\u0000é", "i": -7, "r": 2.5, "b": true, "n": null}"#
        let root = try read(text).root
        #expect(root.kind == .object && root.count == 7)
        #expect(root["o"]?.kind == .object)
        #expect(root["a"]?.kind == .array && root["a"]?.element(at: 0)?.int == 1)
        #expect(root["s"]?.stringBytes.map(Array.init) == [0x78, 0, 0xC3, 0xA9])
        #expect(root["i"]?.int == -7 && root["i"]?.double == -7)
        #expect(root["r"]?.double == 2.5 && root["r"]?.int == nil)
        #expect(root["b"]?.bool == true && root["n"]?.kind == .null && root["n"]?.bool == nil)
        #expect(root["missing"] == nil && root["i"]?["x"] == nil && root["a"]?.element(at: 1) == nil)
        #expect(root["a"]?.element(at: -1) == nil && root["s"]?.count == 0 && root["i"]?.string == nil)
    }

    @Test("a value keeps its document alive")
    func lifetime() throws {
        let value = try read(#"["kept"]"#).root.element(at: 0)
        #expect(value?.string == "kept")
    }

    @Test("members come in the order of the text")
    func order() throws {
        var names: [String] = []
        let root = try read(#"{"z": 1, "a": 2, "m": 3, "": 4}"#).root
        try root.forEachMember { name, _ in names.append(String(decoding: name, as: UTF8.self)) }
        #expect(names == ["z", "a", "m", ""])
    }

    @Test("a body that throws ends the walk over members")
    func throwingBody() throws {
        var seen = 0
        let root = try read(#"{"a": 1, "b": 2}"#).root
        #expect(throws: AlbertError.self) {
            try root.forEachMember { _, _ throws(AlbertError) in
                seen += 1
                throw AlbertError(.format, at: "", "stop")
            }
        }
        #expect(seen == 1)
    }

    @Test("depth is counted over arrays and objects, not inside strings")
    func depth() throws {
        _ = try read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
        let error = refusal(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))
        #expect(error?.code == .limit && error?.byteOffset == 64)
        _ = try read(#"["[[[[", {"{{\"[[": []}]"#, depth: 3)
        _ = try read("[[],[],[]]", depth: 2)
        #expect(refusal("[[],[[]]]", depth: 2)?.code == .limit)
        #expect(refusal(String(repeating: "[", count: 100_000))?.code == .limit)
    }

    @Test("values are counted with member names, at the limit and one over it")
    func valueCount() throws {
        _ = try read(#"{"a": [1, "x", null]}"#, values: 6)
        #expect(refusal(#"{"a": [1, "x", null]}"#, values: 5)?.code == .limit)
    }

    @Test("a text is taken at the limit of bytes and refused one over it")
    func byteCount() throws {
        let bytes = Array("[1]".utf8)
        try bytes.withUnsafeBytes { _ = try JSONDocument($0, name: "", limits: .init(byteCount: 3, valueCount: 9)) }
        let error = #expect(throws: AlbertError.self) {
            try bytes.withUnsafeBytes { _ = try JSONDocument($0, name: "", limits: .init(byteCount: 2, valueCount: 9)) }
        }
        #expect(error?.code == .limit)
    }

    @Test(
        "what breaks the grammar is refused as FORMAT, with a place",
        arguments: [
            "", "   ", "1", #""text""#, "null", "[1,]", #"{"a":1,}"#, "[1] x", "[1][2]", "// c\n[1]", "[NaN]",
            "[Infinity]", "[01]",
            "[+1]", "[.5]", "[1.]", "[1e]", "{a:1}", "{'a':1}", "[tru]", "[\"\u{1}\"]", "[\"a\nb\"]", #"["\x41"]"#,
            #"["\u12"]"#,
            #"["abc"#, "[", "{", #"{"a""#, #"{"a":"#, "]", "}", ",", ":", "[1 2]", #"{"a" 1}"#, #"["a\"#, #"["a\""#,
        ])
    func grammar(_ text: String) {
        let error = refusal(text)
        #expect(error?.code == .format)
        #expect(error?.byteOffset ?? -1 >= 0)
        #expect(error?.detail.contains("line") == true)
    }

    @Test("line, column and byte offset point at the wrong byte")
    func place() {
        let error = refusal("{\n \"é\": x}")
        #expect(error?.byteOffset == 9)
        #expect(error?.detail.hasSuffix("line 2, column 7") == true)
    }

    @Test("a byte-order mark and UTF-16 are named")
    func encodings() {
        #expect(refusal([0xEF, 0xBB, 0xBF, 0x5B, 0x5D])?.detail.contains("byte-order mark") == true)
        #expect(refusal([0xFF, 0xFE, 0x5B, 0, 0x5D, 0])?.detail.contains("UTF-16") == true)
        #expect(refusal([0x5B, 0, 0x5D, 0])?.detail.contains("UTF-16") == true)
        #expect(refusal([0, 0x5B, 0, 0x5D])?.detail.contains("UTF-16") == true)
    }

    @Test(
        "malformed UTF-8 and unpaired surrogates are refused",
        arguments: [
            [0x80], [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
            Array(#"\ud800"#.utf8), Array(#"\udc00"#.utf8), Array(#"\udc00\ud800"#.utf8), Array(#"\ud800x"#.utf8),
        ])
    func utf8(_ bytes: [UInt8]) {
        let error = refusal([0x5B, 0x22] + bytes + [0x22, 0x5D])
        #expect(error?.code == .format)
        #expect(error?.byteOffset ?? 0 >= 1)
    }

    @Test("paired surrogate escapes are one character")
    func pairs() throws {
        #expect(try read(#"["\ud83d\ude00"]"#).root.element(at: 0)?.string == "😀")
    }

    @Test("a member that occurs twice is named, however long and quoted it is")
    func duplicates() {
        let name = #"tensor \"long\" name that is beyond twenty bytes"#
        let error = refusal("{\"\(name)\": 1, \"\(name)\": 2}")
        #expect(error?.code == .format && error?.detail.contains(name) == true)
        #expect(refusal(#"{"a": {"dtype": 1, "dtype": 2}}"#)?.detail.contains("\"dtype\" occurs twice") == true)
        #expect(refusal(#"{"\u0061": 1, "a": 2}"#)?.code == .format)
    }

    @Test("numbers beyond their type are refused, the largest are read")
    func numbers() throws {
        #expect(try read("[9223372036854775807]").root.element(at: 0)?.int == .max)
        #expect(try read("[-9223372036854775808]").root.element(at: 0)?.int == .min)
        #expect(try read("[-0]").root.element(at: 0)?.int == 0)
        #expect(try read("[1e-400]").root.element(at: 0)?.double == 0)
        #expect(try read("[0, 9223372036854775808]").root.element(at: 1)?.double == 0x1p63)
        #expect(try read("[-9223372036854775809]").root.element(at: 0)?.kind == .real)
        let length = try read(#"{"9223372036854775808": 1000000000000000019884624838656}"#).root["9223372036854775808"]
        #expect(length?.double == 1e30 && length?.int == nil)
        #expect(refusal("[0000000000000000000000]")?.code == .format)
        #expect(refusal("[18446744073709551615x]")?.code == .format)
        #expect(refusal("[1e999]")?.code == .format)
        #expect(refusal("[" + String(repeating: "9", count: 400) + "]")?.code == .format)
    }

    @Test("an integer beyond int64 does not move the places of later errors")
    func placeAfterLongInteger() {
        #expect(refusal("[18446744073709551615, x]")?.byteOffset == 23)
        #expect(refusal("[18446744073709551615, 28446744073709551615, x]")?.byteOffset == 45)
        #expect(refusal("[18446744073709551615")?.byteOffset == 21)
    }

    @Test("messages stay on one line whatever the text holds")
    func messages() {
        let error = refusal("{\"a\\n\": \u{1b}[31m}")
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }
}
