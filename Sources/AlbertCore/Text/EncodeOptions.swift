// How one text is encoded.

public struct EncodeOptions: Sendable {
    public enum Truncation: Sendable {
        case off
        /// From the longer text first; of an odd rest, the second text keeps the extra piece.
        case longestFirst
        case onlyFirst
        case onlySecond
    }

    /// The side at which truncation takes pieces away.
    public enum Side: Sendable { case left, right }

    public enum OffsetUnit: Sendable { case bytes, codePoints, utf16 }

    /// What text that spells a special token means.
    public enum SpecialText: Sendable {
        /// The token.
        case special
        /// Ordinary text.
        case literal
    }

    /// The most pieces of a window, special tokens included; nil: no limit.
    public var maxLength: Int?
    /// Nil: `longestFirst` where `maxLength` is given, else `off`.
    public var truncation: Truncation?
    public var truncationSide = Side.right
    /// How many pieces of the text a window shares with the one before it.
    public var stride = 0
    /// Give what truncation took away as further windows.
    public var overflow = false
    public var addsSpecialTokens = true
    public var specialText = SpecialText.special
    public var offsets = OffsetUnit.bytes
    /// For batches; nil: the process's default.
    public var threads: Int?

    public init() {}
}
