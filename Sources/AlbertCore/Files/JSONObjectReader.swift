// Typed members of a JSON object from a stranger: present or not, of the right kind, in range; else a FORMAT error that
// names the member and says where in the text it stands.

struct JSONObjectReader {
    /// The file, for messages.
    let place: String
    let object: JSONValue

    /// The member, unless it is absent or null.
    func member(_ name: String) -> JSONValue? {
        guard let value = object[name], value.kind != .null else { return nil }
        return value
    }

    /// A whole number in `range`; a number over `limit` but below 2^31 is a LIMIT error, any other FORMAT.
    func size(_ name: String, _ range: ClosedRange<Int>, default fallback: Int? = nil) throws(AlbertError) -> Int {
        guard let value = object[name] else {
            if let fallback { return fallback }
            throw AlbertError(.format, at: place, "\(quoted(name)) is missing")
        }
        guard let number = value.wholeNumber else { throw wrong(name, "a whole number", value) }
        if number > Int64(range.upperBound), number <= Int64(Int32.max) {
            throw error(.limit, name, "is \(number), the limit is \(range.upperBound)")
        }
        guard let size = Int(exactly: number), range.contains(size) else {
            throw error(.format, name, "is \(number), expected \(range.lowerBound) to \(range.upperBound)")
        }
        return size
    }

    /// A finite number for which `isValid` holds; `expected` says which those are.
    func number(
        _ name: String, default fallback: Double, expected: String, _ isValid: (Double) -> Bool
    ) throws(AlbertError) -> Float {
        guard let value = object[name] else { return Float(fallback) }
        guard let number = value.double else { throw wrong(name, expected, value) }
        guard number.isFinite, isValid(number) else { throw error(.format, name, "is \(number), expected \(expected)") }
        return Float(number)
    }

    func text(_ name: String) throws(AlbertError) -> String? {
        guard let value = member(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "a text", value) }
        return text
    }

    func flag(_ name: String, default fallback: Bool) throws(AlbertError) -> Bool {
        guard let value = member(name) else { return fallback }
        guard let flag = value.bool else { throw wrong(name, "true or false", value) }
        return flag
    }

    func error(_ code: AlbertError.Code, _ name: String, _ detail: String) -> AlbertError {
        AlbertError(code, at: place, byteOffset: object.byteOffset(ofMember: name), "\(quoted(name)) \(detail)")
    }

    func wrong(_ name: String, _ expected: String, _ found: JSONValue) -> AlbertError {
        error(.format, name, "must be \(expected), found \(found.summary)")
    }
}

extension JSONValue {
    /// A number without a fraction, also when it is written with one: 768.0.
    var wholeNumber: Int64? {
        if let int { return int }
        return double.flatMap { Int64(exactly: $0) }
    }

    /// The value in a message.
    var summary: String {
        switch kind {
        case .object: "an object"
        case .array: "an array"
        case .string: stringBytes.map { "the text " + quoted($0) } ?? "a text"
        case .integer: int.map { String($0) } ?? "a number"
        case .real: double.map { String($0) } ?? "a number"
        case .bool: bool == true ? "true" : "false"
        case .null: "null"
        }
    }
}
