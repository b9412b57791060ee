import Testing

@testable import AlbertCore

@Suite("reading a JSON object's members")
struct JSONObjectReaderTests {
    private func read<Answer>(_ text: String, _ body: (JSONObjectReader) throws -> Answer) throws -> Answer {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBytes { bytes in
            let document = try JSONDocument(bytes, name: "x.json", limits: JSONLimits(byteCount: 1000, valueCount: 100))
            return try body(JSONObjectReader(place: "x.json", object: document.root))
        }
    }

    @Test("takes whole numbers in range, with or without a fraction of zero, and defaults for absent ones")
    func sizes() throws {
        try read(#"{"a": 5, "b": 7.0}"#) { (reader: JSONObjectReader) throws -> Void in
            #expect(try reader.size("a", 1...10) == 5)
            #expect(try reader.size("b", 1...10) == 7)
            #expect(try reader.size("c", 1...10, default: 3) == 3)
        }
    }

    @Test("tells missing, misshapen, out of range and over the limit apart, and where each stands")
    func refusals() throws {
        try read(#"{"a": 11, "b": 1.5, "c": -1, "d": 1e30, "e": "5", "f": null}"#) {
            (reader: JSONObjectReader) throws -> Void in
            let cases: [(String, AlbertError.Code)] = [
                ("a", .limit), ("b", .format), ("c", .format), ("d", .format), ("e", .format), ("f", .format),
                ("g", .format),
            ]
            for (name, code) in cases {
                let error = #expect(throws: AlbertError.self) { _ = try reader.size(name, 1...10) }
                #expect(error?.code == code && error?.detail.contains("'\(name)'") == true)
                #expect((error?.byteOffset ?? -1 >= 0) == (name != "g"))
            }
        }
    }

    @Test("reads numbers, texts and flags, null as absent")
    func others() throws {
        try read(#"{"n": 0.5, "t": "text", "f": true, "x": null}"#) { (reader: JSONObjectReader) throws -> Void in
            #expect(try reader.number("n", default: 1, expected: "0 to 1") { $0 < 1 } == 0.5)
            #expect(try reader.number("m", default: 0.25, expected: "0 to 1") { $0 < 1 } == 0.25)
            #expect(throws: AlbertError.self) { _ = try reader.number("n", default: 1, expected: "1 up") { $0 >= 1 } }
            #expect(try reader.text("t") == "text")
            #expect(try reader.text("x") == nil)
            #expect(try reader.flag("f", default: false))
            #expect(throws: AlbertError.self) { _ = try reader.flag("t", default: false) }
            #expect(throws: AlbertError.self) { _ = try reader.text("f") }
        }
    }
}
