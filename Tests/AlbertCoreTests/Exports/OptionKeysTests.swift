import CAlbert
import Testing

@testable import AlbertCore

/// What albert_options_describe prints, read back.
private func described() throws -> JSONDocument {
    let text = try #require(albert_options_describe())
    let bytes = UnsafeRawBufferPointer(start: text, count: String(cString: text).utf8.count)
    return try JSONDocument(bytes, name: "options", limits: JSONLimits(byteCount: 1 << 20, valueCount: 10_000))
}

private func string(_ value: JSONValue?) -> String? {
    value?.stringBytes.map { String(decoding: $0, as: UTF8.self) }
}

@Test("the description is JSON with one entry per key, in the table's order")
func description() throws {
    let document = try described()
    #expect(document.root.count == OptionKey.allCases.count)
    for (place, key) in OptionKey.allCases.enumerated() {
        let entry = try #require(document.root.element(at: place))
        #expect(string(entry["name"]) == key.name)
        #expect(string(entry["description"])?.isEmpty == false)
        #expect((entry["readers"]?.count ?? 0) > 0)
        #expect(["int", "float", "integers", "bool", "choice", "choices", "text"].contains(string(entry["type"])))
        if string(entry["type"]) == "float" {
            let least = try #require(entry["minimum"]?.double)
            #expect(least < (try #require(entry["maximum"]?.double)))
        }
    }
}

@Test("every default is a value that its key takes")
func defaults() throws {
    for key in OptionKey.allCases where key.rule.standard.utf8CodeUnitCount > 0 {
        var text = "\(key.rule.standard)"
        _ = try text.withUTF8 { try key.value(text: $0) }
    }
}
