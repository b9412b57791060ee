import Testing

@testable import AlbertCore

@Suite("JSON") struct JSONTests {
    @Test("every kind of value is told apart and read")
    func kinds() throws {
        let text = #"{"o": {}, "a": [1], "s": "x\u0000é", "i": -7, "r": 2.5, "b": true, "n": null}"#
        let root = try readJSON(text).root
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
        let value = try readJSON(#"["kept"]"#).root.element(at: 0)
        #expect(value?.string == "kept")
    }

    @Test("members come in the order of the text")
    func order() throws {
        var names: [String] = []
        let root = try readJSON(#"{"z": 1, "a": 2, "m": 3, "": 4}"#).root
        try root.forEachMember { name, _ in names.append(String(decoding: name, as: UTF8.self)) }
        #expect(names == ["z", "a", "m", ""])
    }

    @Test("a body that throws ends the walk over members")
    func throwingBody() throws {
        var seen = 0
        let root = try readJSON(#"{"a": 1, "b": 2}"#).root
        #expect(throws: AlbertError.self) {
            try root.forEachMember { _, _ throws(AlbertError) in
                seen += 1
                throw AlbertError(.format, at: "", "stop")
            }
        }
        #expect(seen == 1)
    }
}
