// The best way to cut a word into pieces (ALBERT.md 4.6). The word arrives byte by byte and may be the whole text, so only a
// window of it is kept: as soon as every path that can still win runs through one place, what lies before it is settled.
//
// Scores are kept only as far back as a piece can reach; the pieces themselves are looked up again when they are written.

/// How scores add up, and which pieces a text may become.
struct LatticeRules: Sendable {
    /// compat=sentencepiece: sums are rounded to Float before they are compared, so that paths of nearly the same score tie as
    /// they do there; user-defined pieces have a score of their own.
    var roundsToFloat = false
    var unknownID: Int32
    var unknownScore: Double
    /// Text that spells a special token is ordinary text.
    var skipsSpecialPieces = false
}

struct Lattice: ~Copyable {
    var rules: LatticeRules
    private let trie: PieceTrieView
    private let scores: UnsafePointer<Double>
    private let kinds: UnsafePointer<PieceKind>
    private let longestPiece: Int

    private var bytes: Buffer<UInt8>
    private var sources: SourceMap
    /// The length of the best edge that ends at each boundary, 0 where none does yet. One more than there are bytes.
    private var edges: Buffer<UInt16>
    /// The score of the best path to boundary b, in slot (origin + b) & (count - 1).
    private var best: Buffer<Double>
    /// How many bytes of the word were before the window.
    private var origin = 0
    /// The boundary whose outgoing edges come next.
    private var head = 0
    /// When the window reaches this size it is cut, if it can be.
    private var nextCut = Self.cutByteCount
    private var lastWasUnknown = false

    private static let cutByteCount = 1 << 12

    /// Where a path's sum falls below this, the sentencepiece library (measured with 0.2.3) begins again from 0, so that a long
    /// text does not run out of a Float's digits. Which of two equal paths wins depends on it.
    private static let lowestFloatSum = -100_000.0

    init(_ vocabulary: Vocabulary, rules: LatticeRules) throws(AlbertError) {
        self.rules = rules
        trie = vocabulary.trieView
        scores = vocabulary.scorePointer
        kinds = vocabulary.kindPointer
        longestPiece = max(vocabulary.longestPiece, 4)
        var slots = 16
        while slots < longestPiece + 2 { slots *= 2 }
        let best = try Buffer<Double>(repeating: 0, count: slots)
        let bytes = try Buffer<UInt8>(capacity: 256)
        let edges = try Buffer<UInt16>(repeating: 0, count: 1)
        let sources = try SourceMap()
        self.best = best
        self.bytes = bytes
        self.edges = edges
        self.sources = sources
    }

    var isEmpty: Bool { bytes.isEmpty }

    /// Whether a part of the word was written already.
    var hasSettled: Bool { origin > 0 }

    /// Adds one scalar that stands for bytes start ..< end of the text.
    @inline(__always)
    mutating func append(_ scalar: UInt32, start: Int32, end: Int32) throws(AlbertError) {
        let room = bytes.count &+ 4
        if room >= bytes.capacity || room >= edges.capacity { try reserve(room &+ 1) }
        let length = encodeScalar(scalar, to: bytes.base + bytes.count)
        for _ in 0..<length {
            try sources.append(start: start, end: end)
            try edges.append(0)
        }
        try bytes.resize(bytes.count &+ length)
    }

    @inline(__always)
    mutating func appendASCII(_ byte: UInt8, at place: Int32) throws(AlbertError) {
        try bytes.append(byte)
        try edges.append(0)
        try sources.append(start: place, end: place &+ 1)
    }

    private mutating func reserve(_ room: Int) throws(AlbertError) {
        try bytes.reserve(room)
        try edges.reserve(room)
    }

    /// Whether the word has grown so long that `settle` should be called.
    @inline(__always)
    var isLong: Bool { bytes.count >= nextCut }

    /// Writes the pieces of the word to `rows` and forgets the word.
    mutating func finish(into rows: inout PieceRows, word: Int32) throws(AlbertError) {
        advance(to: bytes.count)
        try write(upTo: bytes.count, into: &rows, word: word)
        reset()
    }

    mutating func reset() {
        bytes.removeAll()
        sources.removeAll()
        edges.removeLast(edges.count - 1)
        edges[0] = 0
        (head, origin) = (0, 0)
        nextCut = Self.cutByteCount
        lastWasUnknown = false
    }

    /// Writes what is settled of a word that goes on, and forgets that part.
    mutating func settle(into rows: inout PieceRows, word: Int32) throws(AlbertError) {
        advance(to: bytes.count - longestPiece)
        let settled = try settledBoundary()
        if settled > 0 {
            try write(upTo: settled, into: &rows, word: word)
            bytes.removeFirst(settled)
            edges.removeFirst(settled)
            sources.removeFirst(settled)
            head -= settled
            origin += settled
        }
        // Each attempt is paid for by the bytes that came since the last one.
        nextCut = max(Self.cutByteCount, bytes.count * 2)
    }

    /// Relaxes the edges that start below `limit`. All pieces that start there must lie inside the window.
    private mutating func advance(to limit: Int) {
        let end = bytes.count
        let bytes = bytes.base
        let edges = edges.base
        let best = best.base
        let mask = self.best.count &- 1
        let (rules, origin) = (rules, origin)
        let (trie, scores, kinds) = (trie, scores, kinds)
        let lowestSum = rules.roundsToFloat ? Self.lowestFloatSum : -.infinity
        if head &+ origin == 0 { best[0] = 0 }
        var start = head
        while start < limit {
            let length = utf8Length(lead: bytes[start])
            var scoreHere = best[(origin &+ start) & mask]
            if scoreHere < lowestSum {
                for boundary in (start &+ 1)...min(start &+ longestPiece, end) where edges[boundary] != 0 {
                    let slot = (origin &+ boundary) & mask
                    best[slot] = Double(Float(best[slot] - scoreHere))
                }
                scoreHere = 0
            }
            var coversOneScalar = false
            var node = PieceTrieView.root
            var boundary = start
            while boundary < end {
                let edge = trie.edge(from: node, by: bytes[boundary])
                guard edge != 0 else { break }
                boundary &+= 1
                node = trie.node(of: edge)
                let piece = trie.piece(of: edge)
                guard piece >= 0 else { continue }
                let id = Int(piece)
                let kind = kinds[id]
                if kind != .normal, isSkipped(kind) { continue }
                if boundary &- start == length { coversOneScalar = true }
                var score = scoreHere + scores[id]
                if rules.roundsToFloat { score = Double(Float(score)) }
                if edges[boundary] == 0 || score > best[(origin &+ boundary) & mask] {
                    best[(origin &+ boundary) & mask] = score
                    edges[boundary] = UInt16(truncatingIfNeeded: boundary &- start)
                }
            }
            if !coversOneScalar {
                let boundary = start &+ length
                var score = scoreHere + rules.unknownScore
                if rules.roundsToFloat { score = Double(Float(score)) }
                if edges[boundary] == 0 || score > best[(origin &+ boundary) & mask] {
                    best[(origin &+ boundary) & mask] = score
                    edges[boundary] = UInt16(truncatingIfNeeded: length)
                }
            }
            start &+= length
        }
        head = start
    }

    @inline(__always)
    private func isSkipped(_ kind: PieceKind) -> Bool {
        switch kind {
        case .normal, .userDefined: false
        case .special: rules.skipsSpecialPieces
        case .unused: rules.roundsToFloat
        }
    }

    /// The last boundary that every path to `head` or past it runs through.
    private func settledBoundary() throws(AlbertError) -> Int {
        // Paths still open end at `head` or at a boundary ahead of it that has an edge. The farthest one is walked back, step
        // by step, until all have met.
        var isOpen = try Buffer<Bool>(repeating: false, count: bytes.count + 1)
        var openCount = 1
        isOpen[head] = true
        var boundary = bytes.count
        for ahead in head..<bytes.count where edges[ahead + 1] != 0 {
            isOpen[ahead + 1] = true
            openCount += 1
        }
        while openCount > 1 || !isOpen[boundary] {
            if isOpen[boundary] {
                let origin = boundary - Int(edges[boundary])
                if isOpen[origin] { openCount -= 1 }
                isOpen[origin] = true
            }
            boundary -= 1
        }
        return boundary
    }

    /// Writes the best path from the window's start to `boundary`; neighbouring unknown scalars become one piece.
    private mutating func write(
        upTo boundary: Int, into rows: inout PieceRows, word: Int32
    ) throws(AlbertError) {
        // Edges tell where they come from. Walked back once, those of the best path are turned to tell where they lead.
        var end = boundary
        var length = edges[boundary]
        while end > 0 {
            end -= Int(length)
            swap(&edges[end], &length)
        }
        var start = 0
        while start < boundary {
            let end = start + Int(edges[start])
            let id = piece(start, end)
            let span = sources.take(end - start)
            if id == rules.unknownID {
                if lastWasUnknown, !rows.ids.isEmpty {
                    rows.ends[rows.count - 1] = span.end
                } else {
                    try rows.append(id, start: span.start, end: span.end, word: word)
                }
                lastWasUnknown = true
            } else {
                lastWasUnknown = false
                try rows.append(id, start: span.start, end: span.end, word: word)
            }
            start = end
        }
    }

    /// The piece that the edge start … end stands for: looked up again, which is cheaper than keeping it for every boundary.
    private func piece(_ start: Int, _ end: Int) -> Int32 {
        let found = trie.find(UnsafeBufferPointer(start: bytes.base + start, count: end - start))
        guard found >= 0, !isSkipped(kinds[Int(found)]) else { return rules.unknownID }
        return found
    }
}
