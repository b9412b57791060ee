// JSON text, written member by member into memory that may fail. Strings are escaped; numbers are finite by their type.

/// Writes one JSON value.
struct JSONWriter: ~Copyable {
    private(set) var bytes: Buffer<UInt8>
    private var needsComma = false

    init() throws(AlbertError) { bytes = try Buffer() }

    mutating func object(_ members: (inout JSONWriter) throws(AlbertError) -> Void) throws(AlbertError) {
        try bracketed("{", "}", members)
    }

    mutating func array(_ elements: (inout JSONWriter) throws(AlbertError) -> Void) throws(AlbertError) {
        try bracketed("[", "]", elements)
    }

    mutating func member(
        _ name: StaticString, _ members: (inout JSONWriter) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        try key(name)
        try object(members)
    }

    mutating func member(_ name: StaticString, _ value: String) throws(AlbertError) {
        try key(name)
        try string(value)
    }

    mutating func member(_ name: StaticString, _ value: Int64) throws(AlbertError) {
        try key(name)
        try raw("\(value)")
        needsComma = true
    }

    /// `value` is finite.
    mutating func member(_ name: StaticString, real value: Double) throws(AlbertError) {
        try key(name)
        try raw("\(value)")
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ value: Bool) throws(AlbertError) {
        try key(name)
        try raw(value ? "true" : "false")
        needsComma = true
    }

    mutating func memberNull(_ name: StaticString) throws(AlbertError) {
        try key(name)
        try raw("null")
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ values: [String]) throws(AlbertError) {
        try key(name)
        try array { json throws(AlbertError) in for value in values { try json.string(value) } }
    }

    mutating func string(_ value: String) throws(AlbertError) {
        try separate()
        try bytes.appendJSON(value)
        needsComma = true
    }

    private mutating func key(_ name: StaticString) throws(AlbertError) {
        try string("\(name)")
        try raw(":")
        needsComma = false
    }

    private mutating func bracketed(
        _ open: String, _ close: String, _ body: (inout JSONWriter) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        try separate()
        try raw(open)
        try body(&self)
        try raw(close)
        needsComma = true
    }

    private mutating func separate() throws(AlbertError) {
        if needsComma { try raw(",") }
        needsComma = false
    }

    private mutating func raw(_ text: String) throws(AlbertError) { try bytes.appendText(text) }

    /// Ends the text with a NUL and gives it away.
    consuming func terminated() throws(AlbertError) -> Buffer<UInt8> {
        try bytes.append(0)
        return bytes
    }
}

/// A finished text, NUL-terminated, for a global that lives as long as the process; nil without memory.
func staticText(_ write: (inout JSONWriter) throws(AlbertError) -> Void) -> SharedBytes? {
    do throws(AlbertError) {
        var json = try JSONWriter()
        try write(&json)
        return SharedBytes(taking: try json.terminated())
    } catch {
        return nil
    }
}
