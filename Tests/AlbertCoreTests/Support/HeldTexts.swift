// Texts for tasks, in memory of their own.
@testable import AlbertCore

/// Strings as tasks take texts.
final class HeldTexts {
    private let list: TextList

    init(_ texts: [String]) throws {
        var list = try TextList()
        for text in texts { try withUTF8(text) { (bytes) throws(AlbertError) in try list.append(bytes) } }
        self.list = list
    }

    subscript(index: Int) -> UnsafeBufferPointer<UInt8> { list[index] }
}

extension GivenTexts {
    /// The closures keep the memory.
    init(_ texts: [String]) throws {
        let held = try HeldTexts(texts)
        self.init(count: texts.count, text: { held[$0] })
    }

    /// Nil: no second text.
    init(_ texts: [String], pairs: [String?]) throws {
        let held = try HeldTexts(texts)
        let seconds = try HeldTexts(pairs.map { $0 ?? "" })
        self.init(count: texts.count, text: { held[$0] }, pair: { pairs[$0] == nil ? nil : seconds[$0] })
    }
}

/// The bytes of `list`'s text `index` as a string.
func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
