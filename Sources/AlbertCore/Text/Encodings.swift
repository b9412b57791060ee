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
    /// Triples: the text's number, the window's first row, its row count.
    let windows: Buffer<Int32>

    var windowCount: Int { windows.count / 3 }

    init(_ draft: consuming EncodingDraft) {
        ids = draft.rows.ids
        starts = draft.rows.starts
        ends = draft.rows.ends
        words = draft.rows.words
        typeIDs = draft.typeIDs
        special = draft.special
        windows = draft.windows
    }
}
