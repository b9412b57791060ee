import Foundation
import Testing

@testable import AlbertCore

@Suite("a set of examples")
struct ExampleSetTests {
    /// Several shards, in a directory that lives as long as the first value.
    private func made(seed: UInt64 = 0) throws -> (TemporaryDirectory, String, PretrainingData) {
        let directory = try TemporaryDirectory()
        try directory.write("corpus", CorpusSample.prose(documents: 40))
        var settings = PretrainingSettings()
        (settings.seed, settings.maxLength, settings.passes) = (seed, 64, 2)
        settings.portionByteCount = 16 << 10
        let data = PretrainingData(
            paths: [directory.path + "/corpus"], tokenizer: try TextSamples.bundled.get(), settings: settings)
        _ = try data.write(to: directory.path + "/out", watch: .none)
        return (directory, directory.path + "/out", data)
    }

    private func refusal(_ path: String) -> AlbertError? {
        do throws(AlbertError) {
            let set = try ExampleSet(directory: path)
            for shard in 0..<set.shardCount { _ = try set.load(shard) }
        } catch { return error }
        return nil
    }

    @Test("in memory is the one in files")
    func memory() throws {
        let (directory, path, data) = try made()
        let files = try ExampleSet(directory: path)
        let memory = try data.makeExamples(watch: .none)
        #expect(files.shardCount > 4 && memory.shardCount == files.shardCount)
        #expect(files.exampleCount == memory.exampleCount)
        #expect(files.vocabularySize == 16_000 && files.maxLength == 64)
        let (first, second) = (try ExampleReader(files, seed: 3), try ExampleReader(memory, seed: 3))
        var one = try ExampleBatch()
        var two = try ExampleBatch()
        while try first.next(into: &one) { #expect(try second.next(into: &two)) }
        #expect(Array(one.ids.elements) == Array(two.ids.elements))
        #expect(Array(one.labels.elements) == Array(two.labels.elements))
        directory.remove()
    }

    @Test("knows the vocabulary that it was made with")
    func vocabulary() throws {
        let (directory, path, data) = try made()
        let set = try ExampleSet(directory: path)
        try set.requireVocabulary(of: data.tokenizer)
        let error = #expect(throws: AlbertError.self) { try set.requireVocabulary(of: TokenizerSample.tokenizer()) }
        #expect(error?.code == .argument && error?.place == "tokenizer")
        directory.remove()
    }

    @Test("knows the shard of every example")
    func shards() throws {
        let (directory, path, _) = try made()
        let set = try ExampleSet(directory: path)
        var example = 0
        for shard in 0..<set.shardCount {
            let examples = set.examples(ofShard: shard)
            #expect(examples.lowerBound == example)
            #expect(examples.allSatisfy { set.shard(of: $0) == shard })
            #expect(try set.load(shard).exampleCount == examples.count)
            example = examples.upperBound
        }
        #expect(example == set.exampleCount)
        directory.remove()
    }

    @Test("without its index or one of its shards, or with one of another run, is refused")
    func mixed() throws {
        let (directory, path, _) = try made()
        let (other, otherPath, _) = try made(seed: 1)
        #expect(refusal(path) == nil)
        let shard = try Repository.bytes(path + "/000001.examples")
        try Repository.write(Repository.bytes(otherPath + "/000001.examples"), to: path + "/000001.examples")
        #expect(refusal(path)?.code == .format)
        try Repository.write(Repository.bytes(path + "/000000.examples"), to: path + "/000001.examples")
        #expect(refusal(path)?.code == .format)
        try FileManager.default.removeItem(atPath: path + "/000001.examples")
        #expect(refusal(path)?.code == .io)
        try Repository.write(shard, to: path + "/000001.examples")
        #expect(refusal(path) == nil)
        try Repository.write(Repository.bytes(otherPath + "/index.examples"), to: path + "/index.examples")
        #expect(refusal(path)?.code == .format)
        try FileManager.default.removeItem(atPath: path + "/index.examples")
        #expect(refusal(path)?.code == .io)
        _ = (directory, other)
    }

    @Test("has an index of which no changed bit and no missing byte is believed")
    func index() throws {
        let counts = try Buffer<Int>(copying: [3, 1, 70_000])
        let made = try ShardIndexFile.bytes(fingerprint: 0x0123_4567_89AB_CDEF, counts: counts)
        let bytes = Array(made.elements)
        func read(_ bytes: [UInt8]) throws -> [Int] {
            try bytes.withUnsafeBytes { bytes in
                let contents = try ShardIndexFile.contents(bytes, place: "index")
                return Array(contents.ends.elements)
            }
        }
        #expect(try read(bytes) == [3, 4, 70_004])
        for count in 0..<bytes.count { #expect(throws: AlbertError.self) { try read(Array(bytes[..<count])) } }
        for bit in 0..<8 * bytes.count {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: AlbertError.self) { try read(changed) }
            // The same with its checksum: only another fingerprint or other counts are believed.
            var checksum = Checksum()
            changed.dropLast(4).withUnsafeBytes { checksum.add($0) }
            let sealed = changed.dropLast(4) + withUnsafeBytes(of: checksum.value.littleEndian, Array.init)
            guard bit / 8 < bytes.count - 4 else { continue }
            if let ends = try? read(Array(sealed)) {
                #expect(bit >= 8 * 16)
                #expect(ends.count == 3 && ends[0] > 0 && ends[1] > ends[0] && ends[2] > ends[1])
            }
        }
    }

    @Test("shards are named by their numbers, in order")
    func names() {
        #expect(
            [0, 12, 999_999].map(ShardIndexFile.name(ofShard:)) == [
                "000000.examples", "000012.examples", "999999.examples",
            ])
    }
}
