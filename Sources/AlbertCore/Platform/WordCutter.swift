// Runs of bytes between blanks into pieces, as far as they need no more than a table: the loops are in CAlbert/text. Scratch
// of one thread, with a memory of the runs it has met.
import CAlbert

struct WordCutter: ~Copyable {
    struct Rules {
        var unknownID: Int32
        var unknownScore: Double
        /// Text does not become special pieces.
        var skipsSpecial: Bool
        var foldsQuotes: Bool
        var lowersCase: Bool
        /// Bit b: normalisation leaves ASCII byte b alone, but for its case.
        var untouched: (UInt64, UInt64)
    }

    /// Why a walk stopped.
    enum Stop {
        case end
        /// Some time has passed.
        case pause
        /// So many more rows are needed.
        case room(Int)
        /// `setPage` is needed.
        case page(UInt32)
        /// The run at `place` needs the whole normaliser.
        case hard
    }

    /// Where a walk through bytes begin ..< end of a text is.
    struct Walk {
        let begin: Int
        let end: Int
        var place: Int
        /// The number of the next word, or of all of them.
        var word: Int32
        let keepsWordNumber: Bool
    }

    /// Rows that are appended to: `count` of `capacity` are in use.
    struct Columns: @unchecked Sendable {
        let ids: UnsafeMutablePointer<Int32>
        let starts: UnsafeMutablePointer<Int32>
        let ends: UnsafeMutablePointer<Int32>
        let words: UnsafeMutablePointer<Int32>
        var count: Int
        let capacity: Int
    }

    /// What `setPage` is told of a scalar that only the whole normaliser understands.
    static let hardForm: UInt32 = 0
    /// Longer runs, and those of more pieces, are not remembered.
    static let byteLimit = Int(ALBERT_CUTTER_KEY_BYTES)
    static let pieceLimit = Int(ALBERT_CUTTER_KEY_PIECES)

    private let pointer: OpaquePointer
    private let array: PieceArray

    init(_ array: PieceArray, _ rules: Rules) throws(AlbertError) {
        var given = albert_cutter_rules(
            unknown_score: rules.unknownScore, unknown_id: rules.unknownID, skips_special: rules.skipsSpecial,
            folds_quotes: rules.foldsQuotes, lowers_case: rules.lowersCase, untouched: rules.untouched)
        guard let pointer = albert_word_cutter_new(array.pointer, &given) else { throw .outOfMemory(1 << 21) }
        self.pointer = pointer
        self.array = array
    }

    deinit { albert_word_cutter_free(pointer) }

    /// Cuts run after run until it stops.
    mutating func cut(_ text: UnsafePointer<UInt8>, _ walk: inout Walk, _ columns: inout Columns) -> Stop {
        var state = albert_cutter_walk(
            text: text, place: Int64(walk.place), end: Int64(walk.end), begin: Int64(walk.begin), word: walk.word,
            keeps_word: walk.keepsWordNumber, wanted: 0)
        var rows = columns.rows
        let stop = albert_word_cutter_walk(pointer, &state, &rows)
        walk.place = Int(state.place)
        walk.word = state.word
        columns.count = Int(rows.count)
        switch stop {
        case ALBERT_CUTTER_END: return .end
        case ALBERT_CUTTER_PAUSE: return .pause
        case ALBERT_CUTTER_ROOM: return .room(Int(state.wanted))
        case ALBERT_CUTTER_PAGE: return .page(UInt32(truncatingIfNeeded: state.wanted))
        default: return .hard
        }
    }

    /// What the 256 scalars from `page` * 256 on become wherever they stand.
    mutating func setPage(_ page: UInt32, _ forms: borrowing Buffer<UInt32>) throws(AlbertError) {
        guard forms.count == 256, albert_word_cutter_set_page(pointer, page, forms.base) else {
            throw .outOfMemory(1024)
        }
    }

    /// Remembers that run `run` of a text that goes on to `end` became the rows from `firstRow` on: `wordCount` words from
    /// `word` on. Does nothing where that does not fit.
    mutating func remember(
        _ text: UnsafePointer<UInt8>, _ run: Range<Int>, end: Int, _ columns: Columns, firstRow: Int, word: Int32,
        wordCount: Int32
    ) {
        var rows = columns.rows
        albert_word_cutter_remember(
            pointer, text, Int64(run.lowerBound), Int64(run.upperBound), Int64(end), &rows, Int64(firstRow), word,
            wordCount)
    }
}

extension WordCutter.Columns {
    fileprivate var rows: albert_piece_columns {
        albert_piece_columns(
            ids: ids, starts: starts, ends: ends, words: words, count: Int64(count), capacity: Int64(capacity))
    }
}
