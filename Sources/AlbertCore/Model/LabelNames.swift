// The names that a task head's outputs go by, as callers borrow them.

/// Names in the order of the head's rows, each followed by a NUL.
final class LabelNames: @unchecked Sendable {
    private let texts: TextList

    init(_ names: [String]) throws(AlbertError) {
        var texts = try TextList()
        for name in names { try withUTF8(name) { (bytes) throws(AlbertError) in try texts.append(bytes) } }
        self.texts = texts
    }

    init(_ texts: consuming TextList) { self.texts = texts }

    var count: Int { texts.count }

    /// Valid as long as this object lives.
    subscript(index: Int) -> UnsafeBufferPointer<UInt8> { texts[index] }

    func string(_ index: Int) -> String { texts.string(index) }
}
