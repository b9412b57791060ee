// What can go wrong in the world: a file, a text, an argument, memory, a cancel. The first layer that knows the place
// writes the sentence; the others pass it on. Broken promises of our own are asserts, or `.internal` where they can
// still be returned.

/// An error of this library: what kind, where, and one line that says what was found and what was expected.
public struct AlbertError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of failure; the values are `albert.h`'s `ALBERT_E_*` and are never renumbered.
    public enum Code: Int32, Sendable {
        case argument = 1
        case handle = 2
        case format = 3
        case limit = 4
        case unsupported = 5
        case missing = 6
        case busy = 7
        case memory = 8
        case io = 9
        case path = 10
        case cancelled = 11
        case deadline = 12
        case numeric = 13
        case `internal` = 14
    }

    public let code: Code
    /// A file's path, a tensor's name, an option or a parameter; "" where there is no place.
    public let place: String
    /// The byte offset in `place` where the failure lies, -1 where there is none.
    public let byteOffset: Int64
    /// One line, no period at its end, expected and found.
    public let detail: String
    /// The operating system's error number, 0 where it is not involved.
    public let systemError: Int32

    public init(_ code: Code, at place: String, byteOffset: Int64 = -1, _ detail: String, systemError: Int32 = 0) {
        self.code = code
        self.place = place
        self.byteOffset = byteOffset
        self.detail = detail
        self.systemError = systemError
    }

    /// `place: detail (byte n)`.
    public var description: String {
        let offset = byteOffset < 0 ? "" : " (byte \(byteOffset))"
        return place.isEmpty ? detail + offset : "\(place): \(detail)\(offset)"
    }
}
