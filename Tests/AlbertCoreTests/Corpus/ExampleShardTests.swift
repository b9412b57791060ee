import Testing

@testable import AlbertCore

@Suite("a shard of examples")
struct ExampleShardTests {
    private static func settings(_ masking: PretrainingSettings.Masking) -> PretrainingSettings {
        var settings = PretrainingSettings()
        (settings.maxLength, settings.textFormat, settings.masking) = (16, .sentences, masking)
        return settings
    }

    /// The bytes of a shard of a few short examples.
    private static func bytes(_ masking: PretrainingSettings.Masking = .stored) throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        try directory.write("corpus", CorpusSample.lines([[2, 3, 4, 1, 6, 2], [3, 3], [9, 5, 1]]))
        let data = PretrainingData(
            paths: [directory.path + "/corpus"], tokenizer: try TokenizerSample.tokenizer(), settings: settings(masking)
        )
        _ = try data.write(to: directory.path + "/out", watch: .none)
        return try Repository.bytes(directory.path + "/out/000000.examples")
    }

    private static func open(_ bytes: [UInt8]) throws(AlbertError) -> ExampleShard {
        try ExampleShard(try Buffer(copying: bytes), place: "shard")
    }

    private static func refusal(_ bytes: [UInt8]) -> AlbertError? {
        do throws(AlbertError) { _ = try open(bytes) } catch { return error }
        return nil
    }

    /// With the checksum that these bytes should have.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 4 else { return bytes }
        var checksum = Checksum()
        bytes.dropLast(4).withUnsafeBytes { checksum.add($0) }
        return bytes.dropLast(4) + withUnsafeBytes(of: checksum.value.littleEndian, Array.init)
    }

    /// Reads every example; everything read is in its range.
    private static func readAll(_ shard: ExampleShard) throws {
        var masker = try Masker(shard.header.vocabulary, shard.header.masks)
        var batch = try ExampleBatch()
        for example in 0..<shard.exampleCount {
            try shard.append(example, to: &batch, &masker, RandomNumbers(seed: 1))
        }
        let size = Int32(shard.header.vocabulary.size)
        #expect(batch.ids.elements.allSatisfy { $0 >= 0 && $0 < size })
        #expect(batch.labels.elements.allSatisfy { $0 >= 0 && $0 < size })
        #expect(batch.positions.elements.allSatisfy { $0 >= 0 && Int($0) < batch.tokenCount })
        #expect(batch.lengths.elements.allSatisfy { $0 >= 5 && $0 <= shard.header.maxLength })
        #expect(batch.lengths.elements.reduce(0, +) == batch.tokenCount)
        #expect(batch.positions.count == batch.labels.count)
    }

    @Test(
        "is the same when it is read, header and examples",
        arguments: [.stored, .onReading] as [PretrainingSettings.Masking])
    func roundTrip(_ masking: PretrainingSettings.Masking) throws {
        let shard = try Self.open(Self.bytes(masking))
        let settings = Self.settings(masking)
        let vocabulary = try MaskingVocabulary(TokenizerSample.tokenizer())
        #expect(shard.header.fingerprint == settings.fingerprint(vocabulary))
        #expect(shard.header.masks == settings.masks)
        #expect(shard.header.masking == masking)
        #expect(shard.header.maxLength == 16)
        #expect(shard.header.vocabulary.size == 12)
        #expect(shard.header.vocabulary.specials == vocabulary.specials)
        #expect(shard.header.vocabulary.fingerprint == vocabulary.fingerprint)
        #expect(Array(shard.header.vocabulary.wordStarts.elements) == Array(vocabulary.wordStarts.elements))
        #expect(shard.exampleCount == 5)
        try Self.readAll(shard)
        var batch = try ExampleBatch()
        var masker = try Masker(vocabulary, settings.masks)
        try shard.append(0, to: &batch, &masker, RandomNumbers(seed: 1))
        let first = shard.record(0).firstCount
        #expect(batch.ids[0] == 2 && batch.ids[first + 1] == 3 && batch.ids[batch.tokenCount - 1] == 3)
        #expect(Array(batch.typeIDs.elements) == (0..<batch.tokenCount).map { $0 < first + 2 ? 0 : 1 })
        // Every piece of this corpus is "▁a".
        #expect(!batch.labels.isEmpty && batch.labels.elements.allSatisfy { $0 == 6 })
    }

    @Test("that is cut off anywhere is refused, as is one that goes on")
    func truncated() throws {
        let bytes = try Self.bytes()
        for count in 0..<bytes.count {
            #expect(Self.refusal(Array(bytes[..<count]))?.code == .format)
            #expect(Self.refusal(Self.sealed(Array(bytes[..<count])))?.code == .format)
        }
        #expect(Self.refusal(bytes + [0])?.code == .format)
        #expect(Self.refusal(Self.sealed(bytes + [0]))?.code == .format)
    }

    @Test("with any bit changed is refused by its checksum")
    func flipped() throws {
        let bytes = try Self.bytes()
        for bit in 0..<8 * bytes.count {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.refusal(changed) != nil, "bit \(bit)")
        }
    }

    @Test(
        "that was made with malice is refused, or read within its bounds",
        arguments: [.stored, .onReading] as [PretrainingSettings.Masking])
    func hostile(_ masking: PretrainingSettings.Masking) throws {
        let bytes = try Self.bytes(masking)
        var refused = 0
        for bit in 0..<8 * bytes.count {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let sealed = Self.sealed(changed)
            if Self.refusal(sealed) == nil { try Self.readAll(Self.open(sealed)) } else { refused += 1 }
        }
        #expect(refused > 8 * bytes.count / 3)
        var numbers = RandomNumbers(seed: 9)
        for _ in 0..<5000 {
            var changed = bytes
            for _ in 0...numbers.below(4) {
                changed[numbers.below(bytes.count)] = [0, 1, 0x7F, 0xFF, UInt8(numbers.below(256))][numbers.below(5)]
            }
            let sealed = Self.sealed(changed)
            if Self.refusal(sealed) == nil { try Self.readAll(Self.open(sealed)) }
        }
    }

    @Test("says what is wrong with it, and where")
    func messages() throws {
        let bytes = try Self.bytes()
        let record = ShardHeader.fixedByteCount + 8
        func refusal(_ offset: Int, _ values: UInt8...) -> AlbertError? {
            var changed = bytes
            for (index, value) in values.enumerated() { changed[offset + index] = value }
            return Self.refusal(Self.sealed(changed))
        }
        #expect(refusal(0, 0)?.byteOffset == 0)
        #expect(refusal(8, 2)?.code == .unsupported)
        #expect(refusal(12, 4)?.byteOffset == 12)
        #expect(refusal(32, 0, 0, 0, 0)?.byteOffset == 32)
        #expect(refusal(36, 12)?.byteOffset == 36)
        #expect(refusal(48, 1, 0)?.byteOffset == 48)
        #expect(refusal(52, 2)?.byteOffset == 52)
        #expect(refusal(63, 0xFF)?.byteOffset == 56)
        #expect(refusal(64, 0)?.byteOffset == 56)
        #expect(refusal(88, 6)?.byteOffset == 88)
        #expect(refusal(95, 0x80)?.byteOffset == 88)
        #expect(refusal(96, 0)?.byteOffset == 96)
        #expect(refusal(record, 0, 0)?.byteOffset == Int64(record))
        #expect(refusal(record, 0xFF, 0xFF)?.byteOffset == Int64(record))
        #expect(refusal(record + 4, 0xFF)?.byteOffset == Int64(record + 4))
        #expect(refusal(record + 6, 2)?.byteOffset == Int64(record + 6))
        #expect(refusal(record + 8, 12)?.byteOffset == Int64(record + 8))
        #expect(refusal(bytes.count - 6, 12, 0)?.detail.contains("label") == true)
    }
}
