import Testing

@testable import AlbertCore

private func written(_ body: (inout JSONWriter) throws(AlbertError) -> Void) throws -> String {
    let finished = staticText(body)
    let text = try #require(finished)
    return String(cString: text.cText)
}

@Test("members are separated, nested values are closed")
func structure() throws {
    let text = try written { json throws(AlbertError) in
        try json.object { json throws(AlbertError) in
            try json.member("a", 1)
            try json.member("b", ["x", "y"])
            try json.member("c") { json throws(AlbertError) in try json.member("d", true) }
            try json.memberNull("e")
            try json.member("f", [])
        }
    }
    #expect(text == #"{"a":1,"b":["x","y"],"c":{"d":true},"e":null,"f":[]}"#)
}

@Test("quotes, backslashes and control characters are escaped, other text is left as it is")
func escapes() throws {
    let text = try written { json throws(AlbertError) in
        try json.object { json throws(AlbertError) in try json.member("k", "a\"b\\c\nd\u{1}e\u{7F}ü▁") }
    }
    #expect(text == #"{"k":"a\"b\\c\u000ad\u0001e\u007fü▁"}"#)
}
