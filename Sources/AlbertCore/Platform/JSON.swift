// JSON as a tree of typed values, read under limits that the caller names. The C side is json.c.
import CAlbert

/// What a JSON text may cost. Every reader states its own.
struct JSONLimits {
    var byteCount: Int
    /// Nested arrays and objects.
    var depth = 64
    /// Values of every kind, member names included.
    var valueCount: Int
}

/// A JSON text whose outermost value is an object or an array. Owns the tree; its values keep it alive.
final class JSONDocument: @unchecked Sendable {
    private let tree: OpaquePointer
    private let memory: OpaquePointer?

    /// Reads `bytes`, which may go away afterwards. `name` is the place in error messages.
    init(_ bytes: UnsafeRawBufferPointer, name: String, limits: JSONLimits) throws(AlbertError) {
        guard bytes.count <= limits.byteCount else {
            throw AlbertError(.limit, at: name, "the JSON has \(bytes.count) bytes, the limit is \(limits.byteCount)")
        }
        var error = albert_json_error()
        let depth = max(0, limits.depth)
        var memory: OpaquePointer?
        let read = albert_json_read(bytes.baseAddress, bytes.count, depth, max(0, limits.valueCount), &memory, &error)
        guard let read else { throw AlbertError(json: error, at: name) }
        tree = read
        self.memory = memory
    }

    deinit { albert_json_free(memory) }

    var root: JSONValue { JSONValue(document: self, pointer: tree) }
}

/// One value of a document, which it keeps alive. What it hands out as bytes lives as long as the document.
struct JSONValue {
    enum Kind { case object, array, string, integer, real, bool, null }

    fileprivate let document: JSONDocument
    fileprivate let pointer: OpaquePointer

    var kind: Kind {
        switch Int(albert_json_kind(pointer)) {
        case ALBERT_JSON_OBJECT: .object
        case ALBERT_JSON_ARRAY: .array
        case ALBERT_JSON_STRING: .string
        case ALBERT_JSON_INTEGER: .integer
        case ALBERT_JSON_REAL: .real
        case ALBERT_JSON_BOOL: .bool
        default: .null
        }
    }

    /// The number of elements or members; 0 for other kinds.
    var count: Int { Int(clamping: albert_json_count(pointer)) }

    /// The member called `name`; nil where there is none, or where this is no object.
    subscript(name: String) -> JSONValue? {
        var name = name
        let member = name.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { albert_json_member(pointer, $0.baseAddress, $0.count) }
        }
        return member.map { JSONValue(document: document, pointer: $0) }
    }

    /// The element at `index`; nil where there is none, or where this is no array.
    func element(at index: Int) -> JSONValue? {
        guard index >= 0, let element = albert_json_element(pointer, index) else { return nil }
        return JSONValue(document: document, pointer: element)
    }

    /// Calls `body` for every member of an object, in the order of the text; for other kinds, never.
    func forEachMember(
        _ body: (UnsafeBufferPointer<UInt8>, JSONValue) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        var cursor = albert_json_first_member(pointer)
        while let member = cursor {
            var count = 0
            let name = albert_json_member_name(member, &count)
            if let value = albert_json_member_value(member) {
                try body(JSONValue.bytes(name, count), JSONValue(document: document, pointer: value))
            }
            cursor = albert_json_next_member(pointer, member)
        }
    }

    /// The UTF-8 bytes of a string, which may contain NUL.
    var stringBytes: UnsafeBufferPointer<UInt8>? {
        var count = 0
        guard let text = albert_json_string(pointer, &count) else { return nil }
        return JSONValue.bytes(text, count)
    }

    /// A copy of a string.
    var string: String? { stringBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The value of a number written without fraction and exponent.
    var int: Int64? { kind == .integer ? albert_json_integer(pointer) : nil }

    /// The value of any number.
    var double: Double? { kind == .integer || kind == .real ? albert_json_number(pointer) : nil }

    var bool: Bool? { kind == .bool ? albert_json_is_true(pointer) : nil }

    private static func bytes(_ text: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafeRawPointer(text)?.assumingMemoryBound(to: UInt8.self), count: count)
    }
}

extension UnsafeRawBufferPointer {
    /// Where the member `name` first stands in a JSON text; -1 when it is not spelled there just so. Only for messages: a
    /// text that looks like the member inside another string may be taken for it.
    func offset(ofMember name: String) -> Int64 {
        var name = name
        return name.withUTF8 { albert_json_member_offset(baseAddress, count, $0.baseAddress, $0.count) }
    }
}

extension AlbertError {
    fileprivate init(json error: albert_json_error, at name: String) {
        let code: Code =
            switch Int(error.reason) {
            case ALBERT_JSON_OVER_LIMIT: .limit
            case ALBERT_JSON_NO_MEMORY: .memory
            default: .format
            }
        let detail = withUnsafeBytes(of: error.detail) { bytes in
            printable(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self).prefix { $0 != 0 }))
        }
        self.init(
            code, at: name, byteOffset: Int64(clamping: error.byte_offset),
            "\(detail), line \(error.line), column \(error.column)")
    }
}
