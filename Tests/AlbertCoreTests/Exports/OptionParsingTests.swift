import Testing

@testable import AlbertCore

private func key(_ name: String) throws -> OptionKey {
    var copy = name
    return try copy.withUTF8 { try OptionKey(named: $0) }
}

private func value(_ name: String, _ text: String) throws -> OptionValue {
    let key = try key(name)
    var copy = text
    return try copy.withUTF8 { try key.value(text: $0) }
}

private func isInt(_ value: OptionValue, _ number: Int64) -> Bool {
    if case .int(let found) = value { return found == number }
    return false
}

@Test("every key is found by its own name and by no other")
func keysByName() throws {
    for wanted in OptionKey.allCases {
        #expect(try key(wanted.name) == wanted)
        #expect(throws: AlbertError.self) { try key(wanted.name + "x") }
        #expect(throws: AlbertError.self) { try key(String(wanted.name.dropLast())) }
    }
    #expect(Set(OptionKey.allCases.map(\.name)).count == OptionKey.allCases.count)
}

@Test("a name that is no option is refused, and the place is the name")
func unknownKey() throws {
    let unknown = #expect(throws: AlbertError.self) { try key("thread") }
    #expect(unknown?.code == .argument)
    #expect(unknown?.place == "thread")
    #expect(#expect(throws: AlbertError.self) { try key("") }?.place == "key")
    let long = #expect(throws: AlbertError.self) { try key(String(repeating: "k", count: 10_000_000)) }
    #expect((long?.place.utf8.count ?? 0) == 64)
}

@Test("integers are read completely or not at all")
func integers() throws {
    #expect(isInt(try value("threads", "12"), 12))
    #expect(isInt(try value("threads", "0"), 0))
    #expect(isInt(try value("threads", "0001024"), 1024))
    for bad in [
        "12x", "", "-", "+1", " 1", "1 ", "1.0", "1e2", "0x10", "1025", "-1", "９", "99999999999999999999",
        "-9223372036854775809",
    ] {
        let error = #expect(throws: AlbertError.self, "\(bad)") { try value("threads", bad) }
        #expect(error?.code == .argument)
        #expect(error?.place == "threads")
    }
}

@Test("truth values and words are read completely or not at all")
func words() throws {
    #expect(isInt(try value("overflow", "true"), 1))
    #expect(isInt(try value("overflow", "0"), 0))
    for bad in ["True", "yes", "2", "", "tru"] {
        #expect(throws: AlbertError.self, "\(bad)") { try value("overflow", bad) }
    }
    if case .choice(let place) = try value("pooling", "max") { #expect(place == 2) } else { Issue.record("no choice") }
    let error = #expect(throws: AlbertError.self) { try value("pooling", "median") }
    #expect(error?.detail == "takes one of mean, cls, max, pooler, not 'median'")
}

@Test("a list of outputs may have spaces, but no word that is none")
func outputLists() throws {
    if case .choices(let bits) = try value("outputs", "hidden, sop_logits") {
        #expect(bits == 0b100001)
    } else {
        Issue.record("no choices")
    }
    for bad in ["", "hidden,", "hidden;pooled", "logits", String(repeating: "hidden,", count: 100)] {
        #expect(throws: AlbertError.self, "\(bad)") { try value("outputs", bad) }
    }
}

@Test("values of another type are refused by name")
func otherTypes() throws {
    #expect(throws: AlbertError.self) { try key("pooling").value(int: 1) }
    #expect(throws: AlbertError.self) { try key("targets").value(int: 1) }
    #expect(throws: AlbertError.self) { try key("overflow").value(int: 2) }
    #expect(throws: AlbertError.self) { try key("top_k").value(int: 0) }
    #expect(throws: AlbertError.self) { try key("threads").value(float: 2) }
    #expect(
        #expect(throws: AlbertError.self) { try key("threads").value(float: .nan) }?.detail.hasSuffix("NaN") == true)
    if case .choice(let place) = try key("lower_case").value(int: 1) {
        #expect(place == 1)
    } else {
        Issue.record("no choice")
    }
}

@Test("a number is decimal, within its range, and as good as an integer or as a text")
func numbers() throws {
    func number(_ value: OptionValue) -> Double? { if case .real(let number) = value { number } else { nil } }
    for (text, expected) in [("0.15", 0.15), ("0", 0), ("1", 1), ("1e-2", 0.01), ("1.0E-1", 0.1), ("-0", 0)] {
        #expect(try number(value("mask_rate", text)) == expected)
    }
    #expect(try number(key("mask_rate").value(int: 1)) == 1)
    #expect(try number(key("mask_rate").value(float: 0.5)) == 0.5)
    for bad in ["", "1.1", "-0.1", "nan", "inf", "0x1p-2", " 0.1", "0.1 ", "0,1", "+1", "e", ".", "1e", "1e999", "one"]
    {
        #expect(throws: AlbertError.self, "\(bad)") { try value("mask_rate", bad) }
    }
    for bad in [1.5, -0.1, .nan, .infinity] {
        #expect(throws: AlbertError.self) { try key("mask_rate").value(float: bad) }
    }
    let error = #expect(throws: AlbertError.self) { try key("mask_rate").value(int: 2) }
    #expect(error?.detail == "takes a number from 0.0 to 1.0, not 2")
}

@Test("a list of whole numbers may have spaces and signs, up to its limit, and nothing else")
func integerLists() throws {
    func numbers(_ text: String) throws -> [Int]? {
        if case .integers(let found) = try value("layers", text) { found } else { nil }
    }
    #expect(try numbers("0") == [0])
    #expect(try numbers("3, -1,0 , 3") == [3, -1, 0, 3])
    #expect(try numbers("-9223372036854775808,9223372036854775807") == [.min, .max])
    let most = [String](repeating: "1", count: 1024).joined(separator: ",")
    #expect(try numbers(most)?.count == 1024)
    for bad in ["", ",", "1,", ",1", "1;2", "1 2", "a", "1.0", "9223372036854775808", most + ",1"] {
        let error = #expect(throws: AlbertError.self, "\(bad.prefix(20))") { try value("layers", bad) }
        #expect(error?.code == .argument && error?.place == "layers")
    }
    if case .integers(let found) = try key("layers").value(int: -2) { #expect(found == [-2]) } else { Issue.record("") }
}
