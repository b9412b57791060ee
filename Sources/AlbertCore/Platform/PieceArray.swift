// Which pieces start at a byte, as the inner loops in C walk it.
import CAlbert

final class PieceArray: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Node n of a trie hangs below node parents[n - 1] by bytes[n - 1]; pieces[n] is the piece that ends there, or -1.
    /// Scores and `areSpecial` are by piece; the scores' sums stay finite.
    init(
        parents: borrowing Buffer<UInt32>, bytes: borrowing Buffer<UInt8>, pieces: borrowing Buffer<Int32>,
        scores: UnsafePointer<Double>, areSpecial: UnsafePointer<Bool>
    ) throws(AlbertError) {
        guard
            let pointer = albert_piece_array_new(
                UInt32(truncatingIfNeeded: pieces.count), parents.base, bytes.base, pieces.base, scores, areSpecial)
        else { throw .outOfMemory(pieces.count) }
        self.pointer = pointer
    }

    deinit { albert_piece_array_free(pointer) }

    /// The piece spelled exactly so, -1 where there is none.
    func find(_ spelling: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard let base = spelling.baseAddress else { return albert_piece_array_find(pointer, nil, 0) }
        return albert_piece_array_find(pointer, base, spelling.count)
    }

    /// Whether two ASCII bytes stand next to each other in some piece.
    func hasPair(_ first: UInt8, _ second: UInt8) -> Bool { albert_piece_array_has_pair(pointer, first, second) }
}
