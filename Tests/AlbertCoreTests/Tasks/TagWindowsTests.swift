import Testing

@testable import AlbertCore

private func entity(_ span: Range<Int>, _ score: Double = 0.5, label: Int = 0) -> TaggedEntity {
    TaggedEntity(label: label, score: score, rows: 0..<1, span: span)
}

private func spans(_ entities: [TaggedEntity]) -> [Range<Int>] { withoutOverlaps(entities).map(\.span) }

@Suite("entities of many windows")
struct TagWindowsTests {
    @Test("of two that overlap the longer stays, then the one with the higher score, then the first")
    func overlaps() {
        #expect(spans([]) == [])
        #expect(spans([entity(5..<9), entity(0..<3)]) == [0..<3, 5..<9])
        // Neighbours that touch do not overlap.
        #expect(spans([entity(0..<3), entity(3..<5)]) == [0..<3, 3..<5])
        #expect(spans([entity(0..<3), entity(2..<7)]) == [2..<7])
        #expect(spans([entity(0..<5), entity(2..<6)]) == [0..<5])
        #expect(withoutOverlaps([entity(0..<4, 0.5), entity(0..<4, 0.75)]).map(\.score) == [0.75])
        #expect(withoutOverlaps([entity(0..<4, 0.5), entity(2..<6, 0.75)]).map(\.span) == [2..<6])
        #expect(withoutOverlaps([entity(0..<4, label: 1), entity(0..<4, label: 2)]).map(\.label) == [1])
        #expect(withoutOverlaps([entity(0..<4, .nan, label: 1), entity(0..<4, label: 2)]).map(\.label) == [1])
    }

    @Test("in a chain each is held against the one that stayed before it")
    func chain() {
        #expect(spans([entity(0..<4), entity(3..<6), entity(5..<9)]) == [0..<4, 5..<9])
        #expect(spans([entity(0..<2), entity(1..<5), entity(4..<9)]) == [4..<9])
        #expect(spans([entity(0..<9), entity(1..<2), entity(8..<10), entity(9..<11)]) == [0..<9, 9..<11])
    }

    /// Windows of a text of `count` pieces, with a special token at each end, and a piece of every one of them as an entity.
    private func windows(
        of count: Int, room: Int, stride: Int
    ) throws -> (rows: [Range<Int>], entities: [[TaggedEntity]], encodings: Encodings) {
        var sample: [EncodingSample.Row] = []
        var rows: [Range<Int>] = []
        var entities: [[TaggedEntity]] = []
        var start = 0
        while true {
            let pieces = start..<min(start + room, count)
            let first = sample.count
            sample.append(.special())
            entities.append(
                pieces.enumerated().map { place, piece in
                    TaggedEntity(
                        label: rows.count, score: 0, rows: first + 1 + place..<first + 2 + place,
                        span: piece..<piece + 1, place: place + 1)
                })
            sample += pieces.map { .piece($0, $0 + 1) }
            sample.append(.special())
            rows.append(first..<sample.count)
            if pieces.upperBound == count { break }
            start += room - stride
        }
        return (rows, entities, try EncodingSample.encodings(sample))
    }

    @Test("each piece comes once, from the window where it stands farther from the nearer end")
    func owners() throws {
        for count in [1, 2, 5, 9, 10, 11, 23] {
            for room in [1, 2, 5, 10] {
                for stride in 0..<room {
                    let (rows, entities, encodings) = try windows(of: count, room: room, stride: stride)
                    let kept = ownedByWindows(entities, rows, encodings, stride: stride)
                    #expect(kept.map(\.span.lowerBound) == Array(0..<count))
                    for entity in kept {
                        let piece = entity.span.lowerBound
                        // The windows that hold the piece, with its distance from the nearer end.
                        let distances = rows.indices.compactMap { window -> (window: Int, distance: Int)? in
                            let place = piece - window * (room - stride)
                            let size = rows[window].count - 2
                            return place >= 0 && place < size ? (window, min(place, size - 1 - place)) : nil
                        }
                        let best = distances.map(\.distance).max()
                        let owner = distances.first { $0.distance == best }?.window
                        #expect(entity.label == owner, "piece \(piece) of \(count), \(room) with \(stride) shared")
                    }
                }
            }
        }
    }

    @Test("a piece that its window ignores is not taken from another one")
    func ignored() throws {
        let (rows, all, encodings) = try windows(of: 12, room: 8, stride: 4)
        var entities = all
        // Piece 5 stands two from the end of window 0, and one from the beginning of window 1.
        entities[0].removeAll { $0.span == 5..<6 }
        #expect(!ownedByWindows(entities, rows, encodings, stride: 4).contains { $0.span == 5..<6 })
    }

    @Test("a text of very many windows takes no longer for each", .timeLimit(.minutes(1)))
    func many() throws {
        let (rows, entities, encodings) = try windows(of: 400_001, room: 2, stride: 1)
        #expect(rows.count == 400_000)
        #expect(ownedByWindows(entities, rows, encodings, stride: 1).count == 400_001)
    }
}
