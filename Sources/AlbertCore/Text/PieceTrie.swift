// Finds which pieces start at a byte. A trie whose edges live in one hash table: it is built as fast as the vocabulary is
// read, which a double array is not, and one step is one probe.

/// Nodes are numbers; 0 is the root.
struct PieceTrie: ~Copyable {
    /// Open addressing. An edge is (node << 8 | byte) << 28 | child << 1 | (the child ends a piece); 0 is an empty slot.
    private var edges: Buffer<UInt64>
    /// The piece that ends at a node, -1 where none does.
    private var pieces: Buffer<Int32>
    private var edgeCount = 0
    private var multiplier = Self.usualMultiplier
    private static let usualMultiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// Slots between where an edge belongs and where it lies: natural vocabularies stay far below.
    static let longestProbe = 512

    /// Room for about `pieceCount` pieces of natural length; more is made as needed.
    init(pieceCount: Int) throws(AlbertError) {
        var slots = 256
        while slots < min(pieceCount, 1 << 24) * 4 { slots *= 2 }
        let edges = try Buffer<UInt64>(repeating: 0, count: slots)
        let pieces = try Buffer<Int32>(repeating: -1, count: 1)
        self.edges = edges
        self.pieces = pieces
    }

    /// Adds a piece of at least one byte; gives the id that has this spelling already, if one has.
    mutating func insert(_ piece: UnsafeBufferPointer<UInt8>, id: Int32) throws(AlbertError) -> Int32? {
        var node: UInt64 = 0
        var slot = 0
        for byte in piece {
            slot = findSlot(of: node << 8 | UInt64(byte))
            if edges[slot] == 0 {
                if edgeCount * 3 >= edges.count * 2 || isCrowded(slot, node << 8 | UInt64(byte)) {
                    try growEdges()
                    slot = findSlot(of: node << 8 | UInt64(byte))
                }
                guard pieces.count < 1 << 27 else {
                    throw AlbertError(.limit, at: "", "the pieces need more than \(1 << 27) trie nodes")
                }
                edges[slot] = (node << 8 | UInt64(byte)) << 28 | UInt64(pieces.count) << 1
                edgeCount += 1
                try pieces.append(-1)
            }
            node = edges[slot] >> 1 & 0x7FF_FFFF
        }
        let index = Int(node)
        guard pieces[index] < 0 else { return pieces[index] }
        pieces[index] = id
        edges[slot] |= 1
        return nil
    }

    /// Good as long as the trie is alive and not changed.
    var view: PieceTrieView {
        PieceTrieView(
            edges: edges.base, mask: UInt64(edges.count &- 1), multiplier: multiplier, pieces: pieces.base)
    }

    /// The same trie for fast walks; `pieces` have scores of ordinary size, some are special.
    func array(scores: UnsafePointer<Double>, areSpecial: UnsafePointer<Bool>) throws(AlbertError) -> PieceArray {
        var parents = try Buffer<UInt32>(repeating: 0, count: pieces.count)
        var bytes = try Buffer<UInt8>(repeating: 0, count: pieces.count)
        for edge in edges.elements where edge != 0 {
            let child = Int(truncatingIfNeeded: edge >> 1 & 0x7FF_FFFF)
            parents[child &- 1] = UInt32(truncatingIfNeeded: edge >> 36)
            bytes[child &- 1] = UInt8(truncatingIfNeeded: edge >> 28)
        }
        return try PieceArray(
            parents: parents, bytes: bytes, pieces: pieces, scores: scores, areSpecial: areSpecial)
    }

    private func findSlot(of key: UInt64) -> Int { view.slot(of: key) }

    /// Whether the edge that is about to be put into `slot` has been driven far from its place, as only pieces chosen for that can do
    /// again and again.
    private func isCrowded(_ slot: Int, _ key: UInt64) -> Bool {
        let distance = UInt64(slot) &- view.home(of: key) & UInt64(edges.count &- 1)
        return distance > Self.longestProbe && edges.count / 64 < edgeCount
    }

    /// How far the farthest edge lies from its place.
    var farthestEdge: Int {
        var farthest: UInt64 = 0
        for (slot, edge) in edges.elements.enumerated() where edge != 0 {
            farthest = max(farthest, UInt64(slot) &- view.home(of: edge >> 28) & UInt64(edges.count &- 1))
        }
        return Int(farthest)
    }

    private mutating func growEdges() throws(AlbertError) {
        let isCrowded = edgeCount * 3 < edges.count * 2
        var larger = try Buffer<UInt64>(repeating: 0, count: try checkedProduct(edges.count, 2))
        swap(&edges, &larger)
        // An odd number that no file can know.
        if isCrowded { multiplier = (UInt64(UInt(bitPattern: edges.base)) | 1) &* Self.usualMultiplier }
        for edge in larger.elements where edge != 0 { edges[findSlot(of: edge >> 28)] = edge }
    }
}

/// The reading side, plain pointers for the inner loop.
struct PieceTrieView {
    fileprivate let edges: UnsafeMutablePointer<UInt64>
    fileprivate let mask: UInt64
    fileprivate let multiplier: UInt64
    fileprivate let pieces: UnsafeMutablePointer<Int32>

    static let root: UInt64 = 0

    /// The edge to `node`'s child by `byte`, 0 where there is none. Tell what it holds with `node(of:)` and `piece(of:)`.
    @inline(__always)
    func edge(from node: UInt64, by byte: UInt8) -> UInt64 { edges[slot(of: node << 8 | UInt64(byte))] }

    @inline(__always)
    func node(of edge: UInt64) -> UInt64 { edge >> 1 & 0x7FF_FFFF }

    /// The piece that ends where `edge` leads, -1 where none does.
    @inline(__always)
    func piece(of edge: UInt64) -> Int32 { edge & 1 == 0 ? -1 : pieces[Int(truncatingIfNeeded: node(of: edge))] }

    @inline(__always)
    fileprivate func home(of key: UInt64) -> UInt64 { (key &* multiplier) >> 32 & mask }

    /// The slot that holds the edge `key`, or the empty one where it would go. The table is at most two thirds full.
    @inline(__always)
    fileprivate func slot(of key: UInt64) -> Int {
        var slot = home(of: key)
        while true {
            let edge = edges[Int(truncatingIfNeeded: slot)]
            if edge == 0 || edge >> 28 == key { return Int(truncatingIfNeeded: slot) }
            slot = (slot &+ 1) & mask
        }
    }

    /// The piece spelled exactly so, -1 where there is none.
    func find(_ piece: UnsafeBufferPointer<UInt8>) -> Int32 {
        var node = Self.root
        var found: Int32 = -1
        for byte in piece {
            let edge = edge(from: node, by: byte)
            guard edge != 0 else { return -1 }
            node = self.node(of: edge)
            found = self.piece(of: edge)
        }
        return found
    }
}
