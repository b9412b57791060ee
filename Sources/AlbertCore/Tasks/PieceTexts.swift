// How pieces read when they are shown: as the vocabulary spells them, but unknown ones as the text does.

extension Tokenizer {
    /// The spelling of the piece in row `row`.
    func spelling(
        _ row: Int, of encodings: Encodings, in text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        let id = encodings.ids[row]
        if id != special(.unk), let piece = piece(id) { return piece }
        return UnsafeBufferPointer(rebasing: text[encodings.span(row, in: text)])
    }

    /// Neighbouring pieces as a text: "▁" is a space, but not at the beginning of the first (ALBERT.md 4.8, decode).
    func reading(
        _ rows: Range<Int>, of encodings: Encodings, in text: UnsafeBufferPointer<UInt8>
    ) throws(AlbertError) -> Buffer<UInt8> {
        var reading = try Buffer<UInt8>()
        for row in rows {
            var rest = spelling(row, of: encodings, in: text)[...]
            while let byte = rest.first {
                if rest.starts(with: [0xE2, 0x96, 0x81]) {
                    if row > rows.lowerBound { try reading.append(0x20) }
                    rest = rest.dropFirst(3)
                } else {
                    try reading.append(byte)
                    rest = rest.dropFirst()
                }
            }
        }
        return reading
    }
}

extension Encodings {
    /// The bytes of `text` that the piece in row `row` covers, where offsets are in bytes.
    func span(_ row: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = min(max(Int(starts[row]), 0), text.count)
        return start..<min(max(Int(ends[row]), start), text.count)
    }
}
