import Testing

@testable import AlbertCore

@Suite("the grammar of JSON") struct JSONReaderTests {
    @Test("depth is counted over arrays and objects, not inside strings")
    func depth() throws {
        _ = try readJSON(String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
        let error = refusedJSON(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))
        #expect(error?.code == .limit && error?.byteOffset == 64)
        _ = try readJSON(#"["[[[[", {"{{\"[[": []}]"#, depth: 3)
        _ = try readJSON("[[],[],[]]", depth: 2)
        #expect(refusedJSON("[[],[[]]]", depth: 2)?.code == .limit)
        #expect(refusedJSON(String(repeating: "[", count: 100_000))?.code == .limit)
    }

    @Test("values are counted with member names, at the limit and one over it")
    func valueCount() throws {
        _ = try readJSON(#"{"a": [1, "x", null]}"#, values: 6)
        #expect(refusedJSON(#"{"a": [1, "x", null]}"#, values: 5)?.code == .limit)
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
        let error = refusedJSON(text)
        #expect(error?.code == .format)
        #expect(error?.byteOffset ?? -1 >= 0)
        #expect(error?.detail.contains("line") == true)
    }

    @Test("line, column and byte offset point at the wrong byte")
    func place() {
        let error = refusedJSON("{\n \"é\": x}")
        #expect(error?.byteOffset == 9)
        #expect(error?.detail.hasSuffix("line 2, column 7") == true)
    }

    @Test("a byte-order mark and UTF-16 are named")
    func encodings() {
        #expect(refusedJSON([0xEF, 0xBB, 0xBF, 0x5B, 0x5D])?.detail.contains("byte-order mark") == true)
        #expect(refusedJSON([0xFF, 0xFE, 0x5B, 0, 0x5D, 0])?.detail.contains("UTF-16") == true)
        #expect(refusedJSON([0x5B, 0, 0x5D, 0])?.detail.contains("UTF-16") == true)
        #expect(refusedJSON([0, 0x5B, 0, 0x5D])?.detail.contains("UTF-16") == true)
    }

    @Test("a member that occurs twice is named, however long and quoted it is")
    func duplicates() {
        let name = #"tensor \"long\" name that is beyond twenty bytes"#
        let error = refusedJSON("{\"\(name)\": 1, \"\(name)\": 2}")
        #expect(error?.code == .format && error?.detail.contains(#"'tensor "long" name"#) == true)
        #expect(error?.byteOffset == Int64(name.utf8.count) + 8)
        #expect(refusedJSON(#"{"a": {"dtype": 1, "dtype": 2}}"#)?.detail.contains("'dtype' occurs twice") == true)
        #expect(refusedJSON(#"{"\u0061": 1, "a": 2}"#)?.code == .format)
        #expect(refusedJSON(#"{"\u0000": 1, "": 2, "\u0000": 3}"#)?.byteOffset == 21)
        let many = (0..<1000).map { #""\#($0)": 0"# }.joined(separator: ",")
        #expect(throws: Never.self) { try readJSON("{\(many)}", values: 3000) }
        #expect(refusedJSON("{\(many), \"77\": 1}", values: 3000)?.detail.contains("'77' occurs twice") == true)
    }

    @Test("messages stay on one line whatever the text holds")
    func messages() {
        let error = refusedJSON("{\"a\\n\": \u{1b}[31m}")
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }
}
