// Tokens that are found in the text itself, before or after normalisation, and never cut (ALBERT.md 4.3, step 0): [MASK] and
// the like. The leftmost match wins, of several there the longest.

struct AddedToken: Sendable {
    var id: Int32
    var content: [UInt8]
    /// Not inside a word.
    var isSingleWord = false
    /// Takes the white space before it, after it.
    var stripsLeft = false
    var stripsRight = false
    /// Matched in normalised text, not in the raw text.
    var isNormalized = false
    var isSpecial = false
}

/// Where a token was found, white space it took included.
struct AddedTokenMatch {
    /// -1: there is no further token, and both ends are the text's end.
    var id: Int32 = -1
    var start = 0
    var end = 0
}

final class AddedTokens: @unchecked Sendable {
    let tokens: [AddedToken]
    private let trie: PieceTrie
    /// For each byte, whether a token starts with it.
    private var starts: Buffer<Bool>

    /// Their contents are not empty and differ from each other.
    init(_ tokens: [AddedToken]) throws(AlbertError) {
        self.tokens = tokens
        var trie = try PieceTrie(pieceCount: tokens.count)
        starts = try Buffer(repeating: false, count: 256)
        for (number, token) in tokens.enumerated() {
            if let first = token.content.first { starts[Int(first)] = true }
            let content = try Buffer(copying: token.content)
            let other = try trie.insert(content.elements, id: Int32(clamping: number))
            guard other == nil else {
                throw AlbertError(
                    .format, at: "", "two added tokens are spelled \(token.content.withUnsafeBufferPointer(quoted))")
            }
        }
        self.trie = trie
    }

    var isEmpty: Bool { tokens.isEmpty }

    /// The next token at or after `from`, where `from` is where the last one ended. `literal`: special tokens are text.
    func find(
        _ match: inout AddedTokenMatch, in text: UnsafePointer<UInt8>, from: Int, end: Int, literal: Bool, watch: Watch
    ) throws(AlbertError) {
        match = AddedTokenMatch(id: -1, start: end, end: end)
        guard !tokens.isEmpty else { return }
        let starts = starts.base
        var index = from
        var nextCheck = from
        while index < end {
            let stop = min(end, index &+ 1 << 16)
            while index < stop, !starts[Int(text[index])] { index &+= 1 }
            if index >= nextCheck {
                try watch.check()
                nextCheck = index &+ 1 << 16
            }
            guard index < stop else { continue }
            guard let (token, length) = longest(text, at: index, end: end) else {
                index &+= 1
                continue
            }
            // A match that does not count still covers its bytes: the next search starts after it.
            let after = index + length
            guard !(literal && token.isSpecial), !token.isSingleWord || standsAlone(text, index, after, end) else {
                index = after
                continue
            }
            let start = token.stripsLeft ? spaceStart(text, before: index, from: from) : index
            match = AddedTokenMatch(
                id: token.id, start: start, end: token.stripsRight ? spaceEnd(text, after, end) : after)
            return
        }
    }

    private func longest(_ text: UnsafePointer<UInt8>, at start: Int, end: Int) -> (AddedToken, Int)? {
        let view = trie.view
        var node = PieceTrieView.root
        var index = start
        var found: (AddedToken, Int)?
        while index < end {
            let edge = view.edge(from: node, by: text[index])
            guard edge != 0 else { break }
            node = view.node(of: edge)
            index += 1
            let number = Int(view.piece(of: edge))
            if number >= 0, number < tokens.count { found = (tokens[number], index - start) }
        }
        return found
    }

    private func standsAlone(_ text: UnsafePointer<UInt8>, _ start: Int, _ after: Int, _ end: Int) -> Bool {
        if after < end, isWord(decodeScalar(text, at: after, end: end).value) { return false }
        guard start > 0 else { return true }
        return !isWord(decodeScalar(text, at: scalarStart(text, before: start, from: 0), end: start).value)
    }

    private func isWord(_ scalar: UInt32) -> Bool { ScalarRecord(of: scalar).flags.contains(.word) }

    private func spaceStart(_ text: UnsafePointer<UInt8>, before end: Int, from: Int) -> Int {
        var start = end
        while start > from {
            let previous = scalarStart(text, before: start, from: from)
            let scalar = decodeScalar(text, at: previous, end: start)
            guard previous + scalar.byteCount == start, isWhiteSpace(scalar.value) else { break }
            start = previous
        }
        return start
    }

    private func spaceEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end {
            let scalar = decodeScalar(text, at: index, end: end)
            guard isWhiteSpace(scalar.value) else { break }
            index += scalar.byteCount
        }
        return index
    }
}
