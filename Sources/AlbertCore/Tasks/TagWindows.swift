// One list from the windows of a long text, whose entities overlap where windows do.

/// Of overlapping entities the longer one stays, of equally long ones the one with the higher score (ALBERT.md 5.4).
func withoutOverlaps(_ entities: [TaggedEntity]) -> [TaggedEntity] {
    let ordered = entities.enumerated().sorted {
        let (one, other) = ($0.element.span.lowerBound, $1.element.span.lowerBound)
        return one == other ? $0.offset < $1.offset : one < other
    }
    var kept: [TaggedEntity] = []
    for (_, entity) in ordered {
        guard let last = kept.last, last.span.contains(entity.span.lowerBound) else {
            kept.append(entity)
            continue
        }
        let isLonger = entity.span.count > last.span.count
        if isLonger || entity.span.count == last.span.count && entity.score > last.score {
            kept[kept.count - 1] = entity
        }
    }
    return kept
}

/// Each piece once, from the window in which it stands farther from the nearer end; of equally far ones the earlier window.
/// `windows` are the rows of each, `stride` the pieces that neighbours share.
func ownedByWindows(
    _ entities: [[TaggedEntity]], _ windows: [Range<Int>], _ encodings: Encodings, stride: Int
) -> [TaggedEntity] {
    // Where the pieces of each window begin among all pieces of the text.
    var firstPieces: [Int] = []
    var pieceRows: [Range<Int>] = []
    for rows in windows {
        let first = rows.first { encodings.special[$0] == 0 } ?? rows.upperBound
        let last = rows.last { encodings.special[$0] == 0 } ?? first - 1
        let advance = pieceRows.last.map { $0.count - stride } ?? 0
        firstPieces.append((firstPieces.last ?? 0) + advance)
        pieceRows.append(first..<max(first, last + 1))
    }
    func distance(_ window: Int, _ piece: Int) -> Int {
        let place = piece - firstPieces[window]
        let count = pieceRows[window].count
        return place >= 0 && place < count ? min(place, count - 1 - place) : -1
    }
    // With a stride above half a window a piece lies in many windows; those that hold it are neighbours.
    func owner(of piece: Int, near window: Int) -> Int {
        var best = window
        var other = window - 1
        while other >= 0, distance(other, piece) >= 0 {
            if distance(other, piece) >= distance(best, piece) { best = other }
            other -= 1
        }
        other = window + 1
        while other < windows.count, distance(other, piece) >= 0 {
            if distance(other, piece) > distance(best, piece) { best = other }
            other += 1
        }
        return best
    }
    var kept: [TaggedEntity] = []
    for window in windows.indices {
        for entity in entities[window] {
            let piece = firstPieces[window] + entity.rows.lowerBound - pieceRows[window].lowerBound
            if owner(of: piece, near: window) == window { kept.append(entity) }
        }
    }
    return kept
}
