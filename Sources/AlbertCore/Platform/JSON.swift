// JSON as a tree of typed values, read under limits that the caller names. JSONReader.swift knows the grammar.

/// What a JSON text may cost. Every reader states its own.
struct JSONLimits {
    var byteCount: Int
    /// Nested arrays and objects.
    var depth = 64
    /// Values of every kind, member names included.
    var valueCount: Int
    /// What may stop the reading of a long text.
    var watch = Watch.none
}

/// A JSON text whose outermost value is an object or an array. Owns the tree; its values keep it alive.
final class JSONDocument: @unchecked Sendable {
    /// A copy of the text in which every string has been unescaped where it stands.
    fileprivate let text: Buffer<UInt8>
    /// Children of one value lie side by side, a member's name before its value. The last node is the root.
    fileprivate let nodes: Buffer<JSONNode>

    /// Reads `bytes`, which may go away afterwards. `name` is the place in error messages.
    ///
    /// Refused as FORMAT, with byte offset, line and column: what RFC 8259 does not allow, a byte-order mark, bytes that are
    /// no UTF-8, unpaired surrogate escapes, members of one object with the same name, numbers beyond double. An
    /// integer beyond Int64 is read as a real.
    init(_ bytes: UnsafeRawBufferPointer, name: String, limits: JSONLimits) throws(AlbertError) {
        var reader = try JSONReader(bytes, name: name, limits: limits)
        try reader.read()
        text = reader.text
        nodes = reader.nodes
    }

    var root: JSONValue { JSONValue(document: self, index: nodes.count - 1) }
}

/// One value of the tree, as it lies in memory.
struct JSONNode: BitwiseCopyable {
    let kind: JSONValue.Kind
    /// Bytes of a string, elements of an array, members of an object.
    var count: UInt32 = 0
    /// Where a string's bytes start in the text, the first child's node, or the bits of a number.
    var content: UInt64 = 0
}

/// One value of a document, which it keeps alive. What it hands out as bytes lives as long as the document.
struct JSONValue {
    enum Kind: UInt8, BitwiseCopyable { case object, array, string, integer, real, bool, null }

    fileprivate let document: JSONDocument
    fileprivate let index: Int

    private var node: JSONNode { document.nodes[index] }

    var kind: Kind { node.kind }

    /// The number of elements or members; 0 for other kinds.
    var count: Int { kind == .array || kind == .object ? Int(node.count) : 0 }

    /// The member called `name`; nil where there is none, or where this is no object.
    subscript(name: String) -> JSONValue? { memberName(name)?.next }

    /// The element at `index`; nil where there is none, or where this is no array.
    func element(at index: Int) -> JSONValue? {
        guard kind == .array, index >= 0, index < count else { return nil }
        return child(index)
    }

    /// Calls `body` for every member of an object, in the order of the text; for other kinds, never.
    func forEachMember(
        _ body: (UnsafeBufferPointer<UInt8>, JSONValue) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        guard kind == .object else { return }
        for member in 0..<count {
            let name = child(2 * member)
            if let bytes = name.stringBytes { try body(bytes, name.next) }
        }
    }

    /// Where in the text the name of the member `name` stands, for messages; -1 where there is no such member.
    func byteOffset(ofMember name: String) -> Int64 {
        guard let member = memberName(name) else { return -1 }
        return Int64(clamping: member.node.content) - 1  // the quote
    }

    /// The UTF-8 bytes of a string, which may contain NUL.
    var stringBytes: UnsafeBufferPointer<UInt8>? {
        guard kind == .string else { return nil }
        let start = document.text.base + Int(truncatingIfNeeded: node.content)
        return UnsafeBufferPointer(start: start, count: Int(node.count))
    }

    /// A copy of a string.
    var string: String? { stringBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The value of a number written without fraction and exponent.
    var int: Int64? { kind == .integer ? Int64(bitPattern: node.content) : nil }

    /// The value of any number.
    var double: Double? {
        switch kind {
        case .integer: Double(Int64(bitPattern: node.content))
        case .real: Double(bitPattern: node.content)
        default: nil
        }
    }

    var bool: Bool? { kind == .bool ? node.content != 0 : nil }

    private func child(_ offset: Int) -> JSONValue {
        JSONValue(document: document, index: Int(truncatingIfNeeded: node.content) + offset)
    }

    private var next: JSONValue { JSONValue(document: document, index: index + 1) }

    private func memberName(_ wanted: String) -> JSONValue? {
        guard kind == .object else { return nil }
        var wanted = wanted
        return wanted.withUTF8 { wanted in
            for member in 0..<count {
                let name = child(2 * member)
                if let bytes = name.stringBytes, bytes.count == wanted.count, bytes.elementsEqual(wanted) {
                    return name
                }
            }
            return nil
        }
    }
}
