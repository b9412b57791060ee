// What is known of each Unicode scalar: decomposition, lower case, and a few properties. The tables and their source are in
// Sources/CAlbert/tables; the bit numbers here are those of scripts/make_unicode_tables.py.
import CAlbert

/// The facts about one scalar.
struct ScalarRecord {
    private let record: UnsafePointer<albert_unicode_record>

    /// `scalar` is at most 0x10FFFF.
    @inline(__always)
    init(of scalar: UInt32) { record = albert_unicode_find(scalar) }

    /// Whether nothing below says anything: most letters of most scripts.
    @inline(__always)
    var isPlain: Bool { record.pointee.decomposition == 0 && record.pointee.lower == 0 && record.pointee.flags == 0 }

    /// The full compatibility decomposition, nil where the scalar has none. Hangul syllables have theirs by arithmetic.
    @inline(__always)
    var decomposition: UnsafeBufferPointer<UInt32>? { string(record.pointee.decomposition) }
    /// The lower-case form, nil where it is the scalar itself.
    @inline(__always)
    var lower: UnsafeBufferPointer<UInt32>? { string(record.pointee.lower) }
    @inline(__always)
    var flags: ScalarFlags { ScalarFlags(rawValue: record.pointee.flags) }
    @inline(__always)
    var breakClass: UInt16 { record.pointee.flags >> 8 & 15 }

    @inline(__always)
    private func string(_ place: UInt16) -> UnsafeBufferPointer<UInt32>? {
        guard place != 0 else { return nil }
        let start = albert_unicode_string(place)
        return start.map { UnsafeBufferPointer(start: $0 + 1, count: Int($0[0])) }
    }
}

struct ScalarFlags: OptionSet {
    let rawValue: UInt16
    /// A mark (Mn, Mc, Me) that StripAccents removes.
    static let mark = ScalarFlags(rawValue: 1 << 0)
    /// White_Space.
    static let space = ScalarFlags(rawValue: 1 << 1)
    /// A word character: a `single_word` token may not touch it.
    static let word = ScalarFlags(rawValue: 1 << 2)
    /// Has a combining class other than 0 (Python's unicodedata).
    static let combining = ScalarFlags(rawValue: 1 << 3)
    /// The decomposition is newer than the `tokenizers` library: only compat=sentencepiece applies it.
    static let lateDecomposition = ScalarFlags(rawValue: 1 << 4)
    /// Cased, for the final sigma.
    static let cased = ScalarFlags(rawValue: 1 << 5)
    /// Skipped when the final sigma looks for cased neighbours.
    static let caseIgnorable = ScalarFlags(rawValue: 1 << 6)
    /// What Python's str.split cuts at.
    static let pythonSpace = ScalarFlags(rawValue: 1 << 7)
    /// Takes part in Indic conjuncts: a consonant, a linker.
    static let consonant = ScalarFlags(rawValue: 1 << 12)
    static let linker = ScalarFlags(rawValue: 1 << 13)
    /// What Python's str.isdigit accepts.
    static let digit = ScalarFlags(rawValue: 1 << 14)
}
