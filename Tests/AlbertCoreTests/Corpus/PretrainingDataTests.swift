import Foundation
import Testing

@testable import AlbertCore

@Suite("pre-training data")
struct PretrainingDataTests {
    private func data(
        _ directory: TemporaryDirectory, documents: Int = 60, _ change: (inout PretrainingSettings) -> Void = { _ in }
    ) throws -> PretrainingData {
        try directory.write("corpus", CorpusSample.prose(documents: documents))
        var settings = PretrainingSettings()
        (settings.maxLength, settings.portionByteCount) = (128, 64 << 10)
        change(&settings)
        return PretrainingData(
            paths: [directory.path + "/corpus"], tokenizer: try TextSamples.bundled.get(), settings: settings)
    }

    @Test("are the same bytes for 1, 2 and 5 threads")
    func threads() throws {
        let directory = try TemporaryDirectory()
        var data = try data(directory, documents: 400) { ($0.passes, $0.portionByteCount) = (2, 700 << 10) }
        var found: [[String: [UInt8]]] = []
        for threads in [1, 2, 5] {
            data.threads = threads
            _ = try data.write(to: "\(directory.path)/\(threads)", watch: .none)
            found.append(try CorpusSample.files("\(directory.path)/\(threads)"))
        }
        #expect(found[0].count >= 5)
        #expect(found[0] == found[1] && found[1] == found[2])
    }

    @Test("change with the seed and from pass to pass")
    func seeds() throws {
        let directory = try TemporaryDirectory()
        var found: [[String: [UInt8]]] = []
        for seed in [1, 1, 2] as [UInt64] {
            let target = "\(directory.path)/\(found.count)"
            _ = try data(directory) { ($0.seed, $0.passes, $0.portionByteCount) = (seed, 2, 16 << 20) }
                .write(to: target, watch: .none)
            found.append(try CorpusSample.files(target))
        }
        #expect(found[0] == found[1])
        #expect(found[0].count == 3)
        for name in ["000000.examples", "000001.examples"] {
            #expect(found[0][name] != nil && found[0][name] != found[2][name])
        }
        #expect(found[0]["000000.examples"]?.suffix(1000) != found[0]["000001.examples"]?.suffix(1000))
    }

    @Test("hold what the counts say")
    func counts() throws {
        let directory = try TemporaryDirectory()
        let data = try data(directory) { $0.passes = 3 }
        let counts = try data.write(to: directory.path + "/out", watch: .none)
        let set = try ExampleSet(directory: directory.path + "/out")
        #expect(counts.documents == 60)
        #expect(counts.shards == set.shardCount && counts.shards % 3 == 0)
        let reader = try ExampleReader(set, seed: 0)
        var batch = try ExampleBatch()
        while try reader.next(into: &batch) {}
        #expect(counts.examples.examples == batch.exampleCount && batch.exampleCount == set.exampleCount)
        #expect(counts.examples.tokens == batch.tokenCount)
        #expect(counts.examples.masked == batch.positions.count)
        #expect(counts.examples.swapped + counts.examples.unrelated == batch.orderLabels.elements.count { $0 == 1 })
        let related = counts.examples.examples - counts.examples.unrelated
        #expect(CorpusSample.isLikely(counts.examples.swapped, of: related, 0.5))
    }

    @Test("predict the share of pieces that was asked for, eight of ten as [MASK]")
    func rates() throws {
        let directory = try TemporaryDirectory()
        let data = try data(directory, documents: 200) { $0.passes = 2 }
        let set = try data.makeExamples(watch: .none)
        let reader = try ExampleReader(set, seed: 0)
        var batch = try ExampleBatch()
        while try reader.next(into: &batch) {}
        let wanted = batch.lengths.elements.reduce(0) { $0 + MaskSettings().count(ofLength: Int($1)) }
        // A budget is not used up only where no word is left that fits.
        #expect(batch.positions.count <= wanted && Double(batch.positions.count) > 0.995 * Double(wanted))
        let masked = batch.positions.elements.count { batch.ids[Int($0)] == 4 }
        #expect(CorpusSample.isLikely(masked, of: batch.positions.count, 0.8 + 0.1 / 16_000))
        let kept = zip(batch.positions.elements, batch.labels.elements).count { batch.ids[Int($0)] == $1 }
        #expect(CorpusSample.isLikely(kept, of: batch.positions.count, 0.1 + 0.1 / 16_000))
    }

    @Test("are capped at the predictions that are asked for")
    func capped() throws {
        let directory = try TemporaryDirectory()
        let set = try data(directory) { $0.masks.most = 5 }.makeExamples(watch: .none)
        let reader = try ExampleReader(set, seed: 0)
        var batch = try ExampleBatch()
        while try reader.next(into: &batch) {}
        let counts = (0..<batch.exampleCount).map { batch.maskEnds[$0] - ($0 == 0 ? 0 : batch.maskEnds[$0 - 1]) }
        #expect(counts.max() == 5)
    }

    @Test("are not written into a directory that holds some, nor without text")
    func refusals() throws {
        let directory = try TemporaryDirectory()
        let data = try data(directory, documents: 3)
        _ = try data.write(to: directory.path + "/out", watch: .none)
        let before = try CorpusSample.files(directory.path + "/out")
        let error = #expect(throws: AlbertError.self) { _ = try data.write(to: directory.path + "/out", watch: .none) }
        #expect(error?.code == .path)
        #expect(try CorpusSample.files(directory.path + "/out") == before)
        try directory.write("corpus", " \n\n \n")
        let empty = #expect(throws: AlbertError.self) { _ = try data.write(to: directory.path + "/new", watch: .none) }
        #expect(empty?.place == "paths")
        #expect(!fileExists(directory.path + "/new"))
    }

    @Test("leave nothing behind when they are cancelled")
    func cancelled() throws {
        let directory = try TemporaryDirectory()
        let data = try data(directory, documents: 3)
        let error = #expect(throws: AlbertError.self) {
            try CancelledWatch.with { _ = try data.write(to: directory.path + "/out", watch: $0) }
        }
        #expect(error?.code == .cancelled)
        #expect(try CorpusSample.files(directory.path).keys.sorted() == ["corpus"])
    }

    @Test("have examples from documents of every portion, in random order within it")
    func order() throws {
        let directory = try TemporaryDirectory()
        // Each document repeats a word of its own, so that examples tell where they are from.
        let words = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
        let text = words.map { word in Array(repeating: "\(word) \(word).", count: 400).joined(separator: "\n") }
        try directory.write("corpus", text.joined(separator: "\n\n"))
        var settings = PretrainingSettings()
        (settings.maxLength, settings.textFormat, settings.masks.rate) = (16, .sentences, 0)
        let tokenizer = try TextSamples.bundled.get()
        let data = PretrainingData(paths: [directory.path + "/corpus"], tokenizer: tokenizer, settings: settings)
        let set = try data.makeExamples(watch: .none)
        let reader = try ExampleReader(set, seed: 0, shuffles: false)
        var batch = try ExampleBatch()
        var firsts: [Int32] = []
        while try reader.next(into: &batch) {
            firsts.append(batch.ids[1])
            batch.removeAll()
        }
        #expect(Set(firsts).count >= 8)
        let changes = zip(firsts, firsts.dropFirst()).count { $0 != $1 }
        // Neighbours are of one document as often as two drawn at random.
        #expect(CorpusSample.isLikely(changes, of: firsts.count - 1, 7.0 / 8))
    }
}
