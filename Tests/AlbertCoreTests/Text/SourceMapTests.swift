import Testing

@testable import AlbertCore

@Suite("where normalised bytes came from")
struct SourceMapTests {
    @Test("spans come back as they went in, small, large, and after forgetting what was taken")
    func spans() throws {
        var random = SeededRandom(seed: 4)
        var map = try SourceMap()
        var expected: [(Int32, Int32)] = []
        var start: Int32 = 0
        for _ in 0..<3000 {
            start += Int32.random(in: 0...3, using: &random) == 0 ? 1000 : Int32.random(in: 0...2, using: &random)
            let end = start + (Int32.random(in: 0...20, using: &random) == 0 ? 400 : 3)
            expected.append((start, end))
            try map.append(start: start, end: end)
        }
        var index = 0
        while index < expected.count {
            let count = min(Int.random(in: 1...5, using: &random), expected.count - index)
            let span = map.take(count)
            #expect(span.start == expected[index].0 && span.end == expected[index + count - 1].1)
            index += count
            if index % 7 == 0 { map.removeFirst(0) }
        }
        map.removeFirst(expected.count)
        try map.append(start: start + 5, end: start + 6)
        #expect(map.take(1).start == start + 5)
        map.removeAll()
        try map.append(start: 2, end: 3)
        #expect(map.take(1).end == 3)
    }

    /// Takes `count` entries as a pair that can be compared.
    private func take(_ map: inout SourceMap, _ count: Int) -> [Int32] {
        let span = map.take(count)
        return [span.start, span.end]
    }

    @Test("several entries span from the first one's start to the last one's end")
    func several() throws {
        var map = try SourceMap()
        for start: Int32 in [10, 12, 400, 401] { try map.append(start: start, end: start + 1) }
        let (first, second) = (take(&map, 3), take(&map, 1))
        #expect(first == [10, 401] && second == [401, 402])
    }
}
