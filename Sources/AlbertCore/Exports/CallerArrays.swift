// Arrays that callers pass: numbers as aligned views (copied only where the caller's pointer is not aligned), texts as
// checked views, made once and before any work begins.

/// `count` numbers of the caller's.
struct CallerArray<Element: BitwiseCopyable>: ~Copyable {
    private let copy: Buffer<Element>
    private let start: UnsafePointer<Element>?
    private let count: Int

    /// NULL is good only for no numbers at all.
    init(_ pointer: UnsafePointer<Element>?, _ count: Int, _ parameter: StaticString) throws(AlbertError) {
        guard pointer != nil || count == 0 else { throw .isNull(parameter) }
        let isAligned = UInt(bitPattern: pointer) % UInt(MemoryLayout<Element>.alignment) == 0
        let aligned = try Buffer<Element>(uninitialized: isAligned ? 0 : count)
        if !isAligned {
            UnsafeMutableRawBufferPointer(aligned.mutableElements).copyMemory(
                from: UnsafeRawBufferPointer(
                    start: pointer, count: try checkedProduct(count, MemoryLayout<Element>.stride)))
        }
        start = isAligned ? pointer : UnsafePointer(aligned.base)
        self.count = count
        copy = aligned
    }

    /// Valid while this value lives.
    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }
}

/// Many texts of the caller's.
struct CallerTexts: ~Copyable {
    typealias Text = UnsafeBufferPointer<UInt8>
    private let views: Buffer<Text>
    private let isPresent: Buffer<Bool>

    /// `texts[i]` of `byteCounts[i]` bytes; `byteCounts` nil: all NUL-terminated. With `allowsNone`, a NULL entry is no
    /// text rather than a mistake.
    init(
        _ texts: UnsafePointer<UnsafePointer<CChar>?>?, _ byteCounts: UnsafePointer<Int64>?, _ count: Int,
        _ parameter: StaticString, allowsNone: Bool = false
    ) throws(AlbertError) {
        if texts == nil && count > 0 { throw .isNull(parameter) }
        var views = try Buffer<Text>(capacity: count)
        var isPresent = try Buffer<Bool>(capacity: count)
        for position in 0..<count {
            let pointer = texts.flatMap { element(position, of: $0) }
            let byteCount = byteCounts.map {
                UnsafeRawPointer($0).loadUnaligned(fromByteOffset: position * 8, as: Int64.self)
            }
            let isAbsent = allowsNone && pointer == nil
            try views.append(
                isAbsent
                    ? Text(start: nil, count: 0) : try callerText(pointer, byteCount ?? -1, parameter, at: position))
            try isPresent.append(!isAbsent)
        }
        self.views = views
        self.isPresent = isPresent
    }

    /// Texts as Apache Arrow lays them out. Offsets are checked one against the next before any text is looked at.
    init(
        arrow offsets: UnsafeRawPointer?, width: Int32, bytes: UnsafeRawBufferPointer, count: Int
    ) throws(AlbertError) {
        guard width == 4 || width == 8 else {
            throw AlbertError(.argument, at: "offset_width", "is \(width), neither 4 nor 8")
        }
        guard let offsets else { throw .isNull("offsets") }
        func offset(_ index: Int) -> Int64 {
            width == 4
                ? Int64(offsets.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
                : offsets.loadUnaligned(fromByteOffset: index * 8, as: Int64.self)
        }
        var views = try Buffer<Text>(capacity: count)
        var before = offset(0)
        guard before >= 0, before <= bytes.count else {
            throw AlbertError(.argument, at: "offsets[0]", "is \(before), not in 0 to \(bytes.count)")
        }
        for position in 0..<count {
            let next = offset(position + 1)
            guard next >= before else {
                throw AlbertError(.argument, at: "offsets[\(position + 1)]", "is \(next), below \(before) before it")
            }
            guard next <= bytes.count else {
                throw AlbertError(.argument, at: "offsets[\(position + 1)]", "is \(next), beyond \(bytes.count) bytes")
            }
            let part = UnsafeRawBufferPointer(rebasing: bytes[Int(before)..<Int(next)])
            guard part.count <= CallerLimits.textByteCount else {
                throw AlbertError(
                    .limit, at: "offsets[\(position + 1)]",
                    "ends a text of \(part.count) bytes, the limit is \(CallerLimits.textByteCount)")
            }
            try views.append(Text(start: part.baseAddress?.assumingMemoryBound(to: UInt8.self), count: part.count))
            before = next
        }
        let allPresent = try Buffer(repeating: true, count: count)
        self.views = views
        isPresent = allPresent
    }

    var count: Int { views.count }

    /// `index` is below `count`.
    func text(_ index: Int) -> Text { views[index] }
    /// nil where the caller gave none.
    func textIfPresent(_ index: Int) -> Text? { isPresent[index] ? views[index] : nil }
}

/// Lends room for floats where the caller wants them, in our own memory only where the caller's is not aligned.
func withCallerFloats(
    _ floats: UnsafeMutablePointer<Float>?, _ count: Int,
    _ body: (UnsafeMutableBufferPointer<Float>) throws(AlbertError) -> Void
) throws(AlbertError) {
    guard let floats, UInt(bitPattern: floats) % UInt(MemoryLayout<Float>.alignment) != 0 else {
        return try body(UnsafeMutableBufferPointer(start: floats, count: count))
    }
    let aligned = try Buffer<Float>(uninitialized: count)
    try body(aligned.mutableElements)
    UnsafeMutableRawPointer(floats).copyMemory(
        from: aligned.base, byteCount: try checkedProduct(count, MemoryLayout<Float>.stride))
}

private func element(_ index: Int, of texts: UnsafePointer<UnsafePointer<CChar>?>) -> UnsafePointer<CChar>? {
    let address = UnsafeRawPointer(texts).loadUnaligned(
        fromByteOffset: index * MemoryLayout<UInt>.stride, as: UInt.self)
    return UnsafePointer(bitPattern: address)
}
