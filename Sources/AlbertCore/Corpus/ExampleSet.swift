// All examples of one run: a directory of shards with its index, or shards in memory.

final class ExampleSet: Sendable {
    private enum Source {
        case directory(Directory)
        case memory([ExampleShard])
    }

    /// What the headers of all shards agree on.
    let header: ShardHeader
    let exampleCount: Int
    private let source: Source
    /// Examples of the shards up to and with this one.
    private let ends: Buffer<Int>

    /// Opens what `writePretrainingData` left.
    init(directory path: String) throws(AlbertError) {
        let directory = try Directory(path: path)
        let index = try ShardIndexFile.read(directory)
        let first = try Self.load(0, directory)
        guard first.header.fingerprint == index.fingerprint else {
            throw AlbertError(.format, at: path, "its index and its shards are of different settings")
        }
        header = first.header
        source = .directory(directory)
        ends = index.ends
        exampleCount = ends[ends.count - 1]
    }

    /// Shards of one run, at least one.
    init(_ shards: [ExampleShard]) throws(AlbertError) {
        guard let first = shards.first else { throw AlbertError(.argument, at: "shards", "there are none") }
        var ends = try Buffer<Int>()
        for shard in shards { try ends.append((ends.isEmpty ? 0 : ends[ends.count - 1]) + shard.exampleCount) }
        header = first.header
        source = .memory(shards)
        exampleCount = ends[ends.count - 1]
        self.ends = ends
    }

    /// Throws unless the examples were made with the pieces of `tokenizer`.
    func requireVocabulary(of tokenizer: Tokenizer) throws(AlbertError) {
        guard try MaskingVocabulary(tokenizer).fingerprint == header.vocabulary.fingerprint else {
            throw AlbertError(
                .argument, at: "tokenizer",
                "its \(tokenizer.vocabularySize) pieces are not those that the examples were made with")
        }
    }

    var vocabularySize: Int { header.vocabulary.size }
    /// Most tokens of an example.
    var maxLength: Int { header.maxLength }
    var shardCount: Int { ends.count }

    /// Numbers of the examples of a shard.
    func examples(ofShard shard: Int) -> Range<Int> { (shard == 0 ? 0 : ends[shard - 1])..<ends[shard] }

    /// The shard that holds `example`.
    func shard(of example: Int) -> Int {
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > example { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func load(_ shard: Int) throws(AlbertError) -> ExampleShard {
        switch source {
        case .memory(let shards): return shards[shard]
        case .directory(let directory):
            let loaded = try Self.load(shard, directory)
            guard
                loaded.exampleCount == examples(ofShard: shard).count,
                loaded.header.fingerprint == header.fingerprint, loaded.header.maxLength == maxLength,
                loaded.header.masking == header.masking, loaded.header.vocabulary.size == vocabularySize,
                loaded.header.vocabulary.specials == header.vocabulary.specials
            else {
                throw AlbertError(
                    .format, at: directory.path + "/" + ShardIndexFile.name(ofShard: shard),
                    "is not the shard that the index and the first shard speak of")
            }
            return loaded
        }
    }

    private static func load(_ shard: Int, _ directory: Directory) throws(AlbertError) -> ExampleShard {
        try ExampleShard(File(path: ShardIndexFile.name(ofShard: shard), in: directory))
    }
}

/// The file beside the shards that says how many there are, written last. Little-endian: "ALBERTIX", version 1 and the number of
/// shards of 4 bytes each, the fingerprint and for each shard the number of examples of 8 bytes each, CRC-32 of all this.
enum ShardIndexFile {
    static let fileName = "index.examples"
    static let suffix = ".examples"
    static let shardCountLimit = 1_000_000
    private static let magic: UInt64 = 0x5849_5452_4542_4C41
    private static let fixedByteCount = 24

    static func name(ofShard shard: Int) -> String { zeroPadded(shard, to: 6) + suffix }

    static func bytes(fingerprint: UInt64, counts: borrowing Buffer<Int>) throws(AlbertError) -> Buffer<UInt8> {
        var bytes = try Buffer<UInt8>()
        try bytes.append(number: magic)
        try bytes.append(number: ShardHeader.version)
        try bytes.append(number: UInt32(truncatingIfNeeded: counts.count))
        try bytes.append(number: fingerprint)
        for count in counts.elements { try bytes.append(number: UInt64(count)) }
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(bytes.elements))
        try bytes.append(number: checksum.value)
        return bytes
    }

    struct Contents: ~Copyable {
        let fingerprint: UInt64
        /// Examples of the shards up to and with each; none is empty, and there is at least one.
        let ends: Buffer<Int>
    }

    static func read(_ directory: Directory) throws(AlbertError) -> Contents {
        let file = try File(path: fileName, in: directory)
        let limit = fixedByteCount + 8 * shardCountLimit + ShardHeader.checksumByteCount
        let bytes = try file.readAll(limit: limit)
        return try contents(UnsafeRawBufferPointer(bytes.elements), place: file.path)
    }

    static func contents(_ raw: UnsafeRawBufferPointer, place: String) throws(AlbertError) -> Contents {
        func refused(_ offset: Int, _ detail: String) -> AlbertError {
            AlbertError(.format, at: place, byteOffset: Int64(offset), detail)
        }
        guard raw.count >= fixedByteCount + ShardHeader.checksumByteCount else {
            throw refused(raw.count, "truncated: an index of examples is longer")
        }
        guard raw.number(at: 0, as: UInt64.self) == magic else {
            throw refused(0, "does not begin as an index of examples")
        }
        let version = raw.number(at: 8, as: UInt32.self)
        guard version == ShardHeader.version else {
            throw AlbertError(
                .unsupported, at: place, byteOffset: 8, "is of version \(version), not \(ShardHeader.version)")
        }
        let count = Int(raw.number(at: 12, as: UInt32.self))
        let end = raw.count - ShardHeader.checksumByteCount
        guard count > 0, end - fixedByteCount == 8 * count else {
            throw refused(12, "says \(count) shards, in a file of \(raw.count) bytes")
        }
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: raw[..<end]))
        guard checksum.value == raw.number(at: end, as: UInt32.self) else {
            throw refused(end, "the checksum is not that of the bytes before it")
        }
        var ends = try Buffer<Int>()
        var sum = 0
        for shard in 0..<count {
            let number = raw.number(at: fixedByteCount + 8 * shard, as: UInt64.self)
            guard let examples = Int(exactly: number), examples > 0, examples <= ShardHeader.shardByteLimit else {
                throw refused(fixedByteCount + 8 * shard, "a shard of \(number) examples")
            }
            sum = try checkedSum(sum, examples)
            try ends.append(sum)
        }
        return Contents(fingerprint: raw.number(at: 16, as: UInt64.self), ends: ends)
    }
}
