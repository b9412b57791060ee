// A bag of settings. What is set was checked against the table of keys before it is stored, so that reading cannot fail.

/// The value of a key as a user set it.
enum OptionValue: Sendable {
    case int(Int64)
    case real(Double)
    /// The place of a word in its rule's list.
    case choice(Int)
    /// The places of words in their rule's list, one bit each.
    case choices(UInt64)
    case text(SharedBytes)
    case integers([Int])
}

/// Bytes whose number a user chose, shared between a bag and the calls that read it.
final class SharedBytes: Sendable {
    let bytes: Buffer<UInt8>

    init(taking bytes: consuming Buffer<UInt8>) { self.bytes = bytes }

    /// As a C string, where the bytes end with a NUL.
    var cText: UnsafePointer<CChar> { UnsafeRawPointer(bytes.base).assumingMemoryBound(to: CChar.self) }

    init(copying source: UnsafeBufferPointer<UInt8>) throws(AlbertError) {
        var copy = try Buffer<UInt8>(capacity: source.count)
        try copy.append(source)
        bytes = copy
    }
}

/// What one call reads: unaffected by later sets.
struct OptionSnapshot {
    private let values: [OptionValue?]

    fileprivate init(_ values: [OptionValue?]) { self.values = values }

    /// All defaults.
    static let standard = OptionSnapshot(Array(repeating: nil, count: OptionKey.allCases.count))

    subscript(key: OptionKey) -> OptionValue? { values[key.rawValue] }

    /// The bag behind a handle as it is now; NULL is all defaults.
    static func read(_ options: OpaquePointer?) throws(AlbertError) -> OptionSnapshot {
        guard options != nil else { return .standard }
        let bag: OptionBag = try HandleKind.options.object(of: options, named: "options")
        return bag.snapshot()
    }
}

/// The object behind an `albert_options`: set by one thread, read by many.
final class OptionBag: @unchecked Sendable {
    private let lock: Lock
    private var values: [OptionValue?] = Array(repeating: nil, count: OptionKey.allCases.count)

    init() throws(AlbertError) { lock = try Lock() }

    /// In storage of its own. Sharing it, and a set that finds it shared, would do too; but then readers would be safe by
    /// the order of reference counts alone, which ThreadSanitizer cannot see.
    func snapshot() -> OptionSnapshot {
        OptionSnapshot(lock.withLock { values.withUnsafeBufferPointer { Array($0) } })
    }

    func set(_ key: OptionKey, _ value: OptionValue) { lock.withLock { values[key.rawValue] = value } }
}
