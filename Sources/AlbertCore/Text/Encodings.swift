// Encoded texts, laid end to end, one row per piece.

/// A window is what a model sees at once: a text, or with `overflow` a part of it.
final class Encodings: @unchecked Sendable {
    let ids: Buffer<Int32>
    /// 0 for the first text and its special tokens, 1 for the second.
    let typeIDs: Buffer<Int32>
    /// Where the piece lies in its text, in the unit asked for; 0, 0 for special tokens that were added.
    let starts: Buffer<Int32>
    let ends: Buffer<Int32>
    /// The number of the word, -1 for special tokens that were added.
    let words: Buffer<Int32>
    /// 1 for special tokens that were added, else 0.
    let special: Buffer<Int32>
    /// The same in few words.
    let segments: Buffer<EncodingDraft.Segment>
    /// Triples: the text's number, the window's first row, its row count.
    let windows: Buffer<Int32>

    var windowCount: Int { windows.count / 3 }

    /// The columns of segments begin as zeros and are written only where they differ, so that for one long text they take no
    /// memory that counts.
    init(_ draft: consuming EncodingDraft) throws(AlbertError) {
        var typeIDs = try Buffer<Int32>(zeroCount: draft.rows.count)
        var special = try Buffer<Int32>(zeroCount: draft.rows.count)
        var start = 0
        for segment in draft.segments.elements {
            if segment.typeID != 0 { typeIDs.fill(start..<segment.end, with: segment.typeID) }
            if segment.isSpecial { special.fill(start..<segment.end, with: 1) }
            start = segment.end
        }
        self.typeIDs = typeIDs
        self.special = special
        segments = draft.segments
        ids = draft.rows.ids
        starts = draft.rows.starts
        ends = draft.rows.ends
        words = draft.rows.words
        windows = draft.windows
    }
}
