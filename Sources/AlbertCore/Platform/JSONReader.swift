// The grammar of JSON (RFC 8259), in one pass and without recursion, so that no text chooses how much stack it takes.

/// Turns a text into nodes. Numbers are in JSONReader+Numbers.swift, strings in JSONReader+Strings.swift.
struct JSONReader: ~Copyable {
    /// A copy of the text; strings are unescaped in place, which never makes them longer.
    let text: Buffer<UInt8>
    /// Closed values: all children of one value are appended at once, when it ends.
    private(set) var nodes: Buffer<JSONNode>
    /// The next byte to read, below or at `end`.
    var at = 0
    let end: Int

    private let source: UnsafeRawBufferPointer
    private let name: String
    private let limits: JSONLimits
    private var valueCount = 0
    /// The children, so far, of every value that is still open.
    private var pending: Buffer<JSONNode>
    private var open: Buffer<OpenValue>

    /// Not private: Swift 6.3 without optimisation cannot destroy a reader in another file if it is.
    struct OpenValue: BitwiseCopyable {
        let isObject: Bool
        /// Where its children start among the pending ones.
        let start: Int

        var closer: UInt8 { UInt8(ascii: isObject ? "}" : "]") }
    }

    private enum Expectation { case value, valueOrEnd, name, nameOrEnd, separatorOrEnd }

    init(_ source: UnsafeRawBufferPointer, name: String, limits: JSONLimits) throws(AlbertError) {
        let limit = min(limits.byteCount, Int(UInt32.max))
        guard source.count <= limit else {
            throw AlbertError(.limit, at: name, "the JSON has \(source.count) bytes, the limit is \(limit)")
        }
        let text = try Buffer<UInt8>(uninitialized: source.count)
        let nodes = try Buffer<JSONNode>(capacity: source.count / 12)
        let pending = try Buffer<JSONNode>(capacity: 64)
        let open = try Buffer<OpenValue>(capacity: 8)
        UnsafeMutableRawBufferPointer(text.mutableElements).copyMemory(from: source)
        self.text = text
        self.nodes = nodes
        self.pending = pending
        self.open = open
        end = source.count
        self.source = source
        self.name = name
        self.limits = limits
    }

    mutating func read() throws(AlbertError) {
        try checkEncoding()
        skipSpace()
        guard at < end, text[at] == UInt8(ascii: "{") || text[at] == UInt8(ascii: "[") else {
            throw unexpected("an object or an array")
        }
        var expected = try openValue()
        var nextCheck = 0
        while !open.isEmpty {
            if at >= nextCheck {
                try limits.watch.check()
                nextCheck = at &+ 1 << 16
            }
            skipSpace()
            guard at < end else { throw unexpected(description(of: expected)) }
            expected = try readToken(expected)
        }
        skipSpace()
        guard at == end else { throw unexpected("the end") }
        try nodes.append(pending.elements)
    }

    private mutating func readToken(_ expected: Expectation) throws(AlbertError) -> Expectation {
        let current = open[open.count - 1]
        let byte = text[at]
        switch expected {
        case .separatorOrEnd where byte == UInt8(ascii: ","):
            at += 1
            return current.isObject ? .name : .value
        case .separatorOrEnd where byte == current.closer, .valueOrEnd where byte == current.closer,
            .nameOrEnd where byte == current.closer:
            at += 1
            try closeValue()
            return .separatorOrEnd
        case .name where byte == UInt8(ascii: "\""), .nameOrEnd where byte == UInt8(ascii: "\""):
            try add(try readString())
            skipSpace()
            guard at < end, text[at] == UInt8(ascii: ":") else { throw unexpected("':'") }
            at += 1
            return .value
        case .value, .valueOrEnd:
            return try readValue(byte)
        default:
            throw unexpected(description(of: expected))
        }
    }

    private mutating func readValue(_ byte: UInt8) throws(AlbertError) -> Expectation {
        switch byte {
        case UInt8(ascii: "\""): try add(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try add(try readNumber())
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try openValue()
        case UInt8(ascii: "t"): try addLiteral("true", JSONNode(kind: .bool, content: 1))
        case UInt8(ascii: "f"): try addLiteral("false", JSONNode(kind: .bool))
        case UInt8(ascii: "n"): try addLiteral("null", JSONNode(kind: .null))
        default: throw unexpected("a value")
        }
        return .separatorOrEnd
    }

    private mutating func openValue() throws(AlbertError) -> Expectation {
        guard open.count < limits.depth else {
            throw failure(at: at, "JSON nested deeper than \(limits.depth) levels", .limit)
        }
        try countValue()
        let isObject = text[at] == UInt8(ascii: "{")
        try open.append(OpenValue(isObject: isObject, start: pending.count))
        at += 1
        return isObject ? .nameOrEnd : .valueOrEnd
    }

    private mutating func closeValue() throws(AlbertError) {
        let value = open[open.count - 1]
        open.removeLast(1)
        let children = UnsafeBufferPointer(rebasing: pending.elements[value.start...])
        if value.isObject { try checkNames(children) }
        let count = UInt32(truncatingIfNeeded: value.isObject ? children.count / 2 : children.count)
        let node = JSONNode(
            kind: value.isObject ? .object : .array, count: count, content: UInt64(truncatingIfNeeded: nodes.count))
        try nodes.append(children)
        pending.removeLast(children.count)
        try pending.append(node)
    }

    private mutating func add(_ node: JSONNode) throws(AlbertError) {
        try countValue()
        try pending.append(node)
    }

    private mutating func addLiteral(_ literal: StaticString, _ node: JSONNode) throws(AlbertError) {
        let bytes = UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        guard text.elements[at...].starts(with: bytes) else { throw unexpected("a value") }
        at += bytes.count
        try add(node)
    }

    private mutating func countValue() throws(AlbertError) {
        valueCount += 1
        guard valueCount <= limits.valueCount else {
            throw failure(at: at, "JSON holds more than \(limits.valueCount) values", .limit)
        }
    }

    /// Two members of one object with the same name: which of them counts would be up to the reader.
    private borrowing func checkNames(_ children: UnsafeBufferPointer<JSONNode>) throws(AlbertError) {
        let memberCount = children.count / 2
        guard memberCount > 1 else { return }
        var slots = 4
        while slots < 2 * memberCount { slots *= 2 }
        // Open addressing: the number of a member, from 1; 0 is an empty slot.
        var seen = try Buffer<UInt32>(repeating: 0, count: slots)
        for member in 0..<memberCount {
            let name = bytes(of: children[2 * member])
            var hasher = Hasher()
            hasher.combine(bytes: UnsafeRawBufferPointer(name))
            var slot = Int(truncatingIfNeeded: UInt(bitPattern: hasher.finalize()) & UInt(slots - 1))
            while seen[slot] != 0 {
                if bytes(of: children[2 * (Int(seen[slot]) - 1)]).elementsEqual(name) {
                    let start = Int(truncatingIfNeeded: children[2 * member].content) - 1
                    throw failure(at: start, "the member \(quoted(name)) occurs twice")
                }
                slot = (slot + 1) & (slots - 1)
            }
            seen[slot] = UInt32(truncatingIfNeeded: member + 1)
        }
    }

    private borrowing func bytes(of string: JSONNode) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.base + Int(truncatingIfNeeded: string.content), count: Int(string.count))
    }

    private borrowing func checkEncoding() throws(AlbertError) {
        let start = source.prefix(3)
        if start.elementsEqual([0xEF, 0xBB, 0xBF]) {
            throw failure(at: 0, "JSON must not start with a byte-order mark")
        }
        let pair = start.prefix(2)
        if pair.count == 2, pair.elementsEqual([0xFF, 0xFE]) || pair.elementsEqual([0xFE, 0xFF]) || pair.contains(0) {
            throw failure(at: 0, "JSON must be UTF-8, this is UTF-16 or UTF-32")
        }
        if let wrong = firstIllFormedByte(text.elements) { throw failure(at: wrong, "JSON must be UTF-8") }
    }

    private mutating func skipSpace() {
        while at < end {
            switch text[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    private func description(of expected: Expectation) -> String {
        switch expected {
        case .value: "a value"
        case .valueOrEnd: "a value or ']'"
        case .name: "a member's name"
        case .nameOrEnd: "a member's name or '}'"
        case .separatorOrEnd: "',' or a closing bracket"
        }
    }

    /// The error that something else stands at `at`.
    borrowing func unexpected(_ expected: String) -> AlbertError {
        guard at < end else { return failure(at: end, "expected \(expected), found the end") }
        // What is still to be read is as it came.
        let found = UnsafeBufferPointer(
            start: text.base + at, count: decodeScalar(text.base, at: at, end: end).byteCount)
        return failure(at: at, "expected \(expected), found \(quoted(found))")
    }

    borrowing func failure(
        at offset: Int, _ detail: String, _ code: AlbertError.Code = .format
    ) -> AlbertError {
        var line = 1
        var column = 1
        for byte in source.prefix(offset) {
            if byte == 0x0A {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return AlbertError(
            code, at: name, byteOffset: Int64(offset), "\(detail), line \(line), column \(column)")
    }
}
