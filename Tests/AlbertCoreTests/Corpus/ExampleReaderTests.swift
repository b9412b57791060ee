import Testing

@testable import AlbertCore

@Suite("a reader of examples")
struct ExampleReaderTests {
    private func set(_ masking: PretrainingSettings.Masking = .stored) throws -> ExampleSet {
        let directory = try TemporaryDirectory()
        try directory.write("corpus", CorpusSample.prose(documents: 30))
        var settings = PretrainingSettings()
        (settings.maxLength, settings.passes, settings.masking) = (48, 2, masking)
        settings.portionByteCount = 16 << 10
        return try PretrainingData(
            paths: [directory.path + "/corpus"], tokenizer: try TextSamples.bundled.get(), settings: settings
        ).makeExamples(watch: .none)
    }

    private struct Example: Hashable {
        let ids: [Int32]
        let positions: [Int32]
        let labels: [Int32]
        let order: Int32

        /// Without its masks.
        var whole: [Int32] {
            var ids = ids
            for (position, label) in zip(positions, labels) { ids[Int(position)] = label }
            return ids
        }
    }

    /// Each example in a batch of its own.
    private func rest(_ reader: ExampleReader) throws -> [Example] {
        var found: [Example] = []
        var batch = try ExampleBatch()
        while try reader.next(into: &batch) {
            #expect(batch.exampleCount == 1)
            found.append(
                Example(
                    ids: Array(batch.ids.elements), positions: Array(batch.positions.elements),
                    labels: Array(batch.labels.elements), order: batch.orderLabels[0]))
            batch.removeAll()
        }
        return found
    }

    @Test(
        "gives every example once in an epoch, in another order in each",
        arguments: [.stored, .onReading] as [PretrainingSettings.Masking])
    func epochs(_ masking: PretrainingSettings.Masking) throws {
        let set = try set(masking)
        #expect(set.shardCount > 3)
        let stored = try rest(ExampleReader(set, seed: 1, shuffles: false))
        #expect(stored.count == set.exampleCount)
        let reader = try ExampleReader(set, seed: 1)
        let first = try rest(reader)
        #expect(reader.position == set.exampleCount)
        #expect(try rest(reader) == [])
        try reader.begin(epoch: 1)
        let second = try rest(reader)
        func sorted(_ examples: [Example]) -> [[Int32]] {
            examples.map(\.whole).sorted { $0.lexicographicallyPrecedes($1) }
        }
        #expect(sorted(first) == sorted(stored) && sorted(second) == sorted(stored))
        #expect(first.map(\.whole) != stored.map(\.whole) && first.map(\.whole) != second.map(\.whole))
        #expect(try rest(ExampleReader(set, seed: 1)) == first)
        #expect(try rest(ExampleReader(set, seed: 2)).map(\.whole) != first.map(\.whole))
    }

    @Test(
        "goes on anywhere in any epoch as if it had never stopped",
        arguments: [.stored, .onReading] as [PretrainingSettings.Masking])
    func resumes(_ masking: PretrainingSettings.Masking) throws {
        let set = try set(masking)
        let reader = try ExampleReader(set, seed: 5)
        try reader.begin(epoch: 2)
        let whole = try rest(reader)
        for skipped in [0, 1, 2, set.exampleCount / 3, set.exampleCount - 1, set.exampleCount] {
            try reader.begin(epoch: 2, skipping: skipped)
            #expect(reader.position == skipped)
            #expect(try rest(reader) == Array(whole[skipped...]))
        }
        for shard in 0..<set.shardCount {
            try reader.begin(epoch: 0, skipping: set.examples(ofShard: shard).count)
            try reader.begin(epoch: 2, skipping: set.examples(ofShard: shard).upperBound)
            #expect(try rest(reader) == Array(whole[set.examples(ofShard: shard).upperBound...]))
        }
        #expect(throws: AlbertError.self) { try reader.begin(epoch: 0, skipping: set.exampleCount + 1) }
        #expect(throws: AlbertError.self) { try reader.begin(epoch: -1) }
    }

    @Test("masks anew in each epoch what is masked on reading, and only that")
    func masks() throws {
        for masking in [.stored, .onReading] as [PretrainingSettings.Masking] {
            let set = try set(masking)
            let reader = try ExampleReader(set, seed: 5, shuffles: false)
            let first = try rest(reader)
            try reader.begin(epoch: 1)
            let second = try rest(reader)
            #expect(first.map(\.whole) == second.map(\.whole))
            let same = zip(first, second).count { $0.positions == $1.positions }
            #expect(masking == .stored ? same == first.count : same < first.count / 10)
            let masked = first.reduce(0) { $0 + $1.positions.count }
            let wanted = first.reduce(0) { $0 + MaskSettings().count(ofLength: $1.ids.count) }
            #expect(masked <= wanted && masked > wanted * 9 / 10)
        }
    }

    @Test("gives any example by its number, as in the present epoch")
    func byNumber() throws {
        let set = try set(.onReading)
        let reader = try ExampleReader(set, seed: 5, shuffles: false)
        let stored = try rest(reader)
        for example in [0, 7, set.exampleCount - 1, 3] {
            var batch = try ExampleBatch()
            try reader.append(example, to: &batch)
            #expect(Array(batch.ids.elements) == stored[example].ids)
        }
        var batch = try ExampleBatch()
        #expect(throws: AlbertError.self) { try reader.append(set.exampleCount, to: &batch) }
        #expect(throws: AlbertError.self) { try reader.append(-1, to: &batch) }
    }

    @Test("lays a batch end to end, with positions counted in the batch")
    func batches() throws {
        let set = try set()
        let reader = try ExampleReader(set, seed: 5)
        let alone = try rest(ExampleReader(set, seed: 5))
        var batch = try ExampleBatch()
        for _ in 0..<5 { #expect(try reader.next(into: &batch)) }
        #expect(batch.exampleCount == 5)
        var (start, mask) = (0, 0)
        for (number, example) in alone.prefix(5).enumerated() {
            #expect(Int(batch.lengths[number]) == example.ids.count)
            #expect(Array(batch.ids.elements[start..<start + example.ids.count]) == example.ids)
            #expect(batch.orderLabels[number] == example.order)
            let masks = mask..<batch.maskEnds[number]
            #expect(batch.positions.elements[masks].map { Int($0) - start } == example.positions.map { Int($0) })
            #expect(Array(batch.labels.elements[masks]) == example.labels)
            (start, mask) = (start + example.ids.count, masks.upperBound)
        }
        #expect(start == batch.tokenCount)
    }
}
