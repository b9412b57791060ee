// An encoding as plain arrays, to compare and print.
@testable import AlbertCore

struct PlainEncoding: Equatable, CustomStringConvertible {
    var ids: [Int32]
    var typeIDs: [Int32]
    var offsets: [[Int32]]
    var words: [Int32]
    var special: [Int32]

    var description: String { "ids \(ids) types \(typeIDs) offsets \(offsets) words \(words) special \(special)" }
}

extension PlainEncoding {
    init(_ encodings: Encodings) {
        self.init(encodings, rows: 0..<encodings.ids.count)
    }

    init(_ encodings: Encodings, rows: Range<Int>) {
        ids = rows.map { encodings.ids[$0] }
        typeIDs = rows.map { encodings.typeIDs[$0] }
        offsets = rows.map { [encodings.starts[$0], encodings.ends[$0]] }
        words = rows.map { encodings.words[$0] }
        special = rows.map { encodings.special[$0] }
    }

    /// One for each window.
    static func windows(_ encodings: Encodings) -> [PlainEncoding] {
        (0..<encodings.windowCount).map { window in
            let first = Int(encodings.windows[3 * window + 1])
            return PlainEncoding(encodings, rows: first..<first + Int(encodings.windows[3 * window + 2]))
        }
    }
}
