// The tensors of a model: one safetensors file, several with an index, or bytes in memory. The store knows where every
// tensor lies; the bytes are read in runs, by as many threads as like, straight to where they are wanted.

final class TensorStore: @unchecked Sendable {
    static let fileName = "model.safetensors"

    /// Sorted by name, bytewise.
    let entries: [TensorEntry]
    private let sources: [TensorSource]

    var fileNames: [String] { sources.map(\.name) }
    /// The state of each file when it was opened.
    var stamps: [FileStamp?] { sources.map(\.stamp) }

    /// Opens `model.safetensors`, or the shards that `model.safetensors.index.json` names.
    static func open(in directory: Directory) throws(AlbertError) -> TensorStore {
        if !directory.contains(fileName) {
            if directory.contains(ShardIndex.fileName) { return try openShards(in: directory) }
            if let error = AlbertError.foreignWeights(in: directory) { throw error }
        }
        return try TensorStore([.open(fileName, in: directory)])
    }

    /// Opens one safetensors file by its name.
    static func open(file name: String, in directory: Directory) throws(AlbertError) -> TensorStore {
        try TensorStore([.open(name, in: directory)])
    }

    /// Opens a safetensors file in memory, which must stay as it is for as long as the store is used.
    static func open(bytes: UnsafeRawBufferPointer, name: String) throws(AlbertError) -> TensorStore {
        try TensorStore([.memory(bytes, name: name)])
    }

    private static func openShards(in directory: Directory) throws(AlbertError) -> TensorStore {
        let file = try File(path: ShardIndex.fileName, in: directory)
        let bytes = try file.readAll(limit: FileLimits.indexByteCount)
        let index = try ShardIndex(UnsafeRawBufferPointer(bytes.elements), name: file.path)
        var sources: [TensorSource] = []
        for name in index.shards { sources.append(try .open(name, in: directory)) }
        let store = try TensorStore(sources)
        try store.check(against: index)
        return store
    }

    private init(_ sources: [TensorSource]) throws(AlbertError) {
        var entries: [TensorEntry] = []
        for (shard, source) in sources.enumerated() {
            entries += try SafeTensorsHeader.read(source, shard: shard)
            guard entries.count <= FileLimits.tensorCount else {
                throw AlbertError(
                    .limit, at: source.name, "the shards hold more than \(FileLimits.tensorCount) tensors")
            }
        }
        entries.sort { precedes($0.name, $1.name) }
        for (entry, next) in zip(entries, entries.dropFirst()) where !precedes(entry.name, next.name) {
            let first = sources[min(entry.shard, next.shard)].name
            let second = sources[max(entry.shard, next.shard)].name
            throw AlbertError(.format, at: second, "tensor \(quoted(entry.name)) is also in \(first)")
        }
        self.entries = entries
        self.sources = sources
    }

    private func check(against index: ShardIndex) throws(AlbertError) {
        for (name, shard) in index.tensors {
            let file = index.shards[shard]
            guard let entry = entry(name) else {
                throw AlbertError(.format, at: index.place, "tensor \(quoted(name)) is not in \(quoted(file))")
            }
            guard entry.shard == shard else {
                let found = quoted(index.shards[entry.shard])
                throw AlbertError(
                    .format, at: index.place, "tensor \(quoted(name)) is in \(found), not in \(quoted(file))")
            }
        }
    }

    /// The tensor called `name`, compared byte by byte.
    func entry(_ name: String) -> TensorEntry? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(entries[middle].name, name) { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, !precedes(name, entries[low].name) else { return nil }
        return entries[low]
    }

    /// The raw little-endian bytes of a run of `entry`'s elements, into a target of just that size. `entry` is one of this
    /// store's. Thread-safe.
    func read(
        _ entry: TensorEntry, elements: Range<Int>, into target: UnsafeMutableRawBufferPointer
    ) throws(AlbertError) {
        let width = entry.type.byteCount
        guard elements.lowerBound >= 0, elements.upperBound <= entry.elementCount,
            target.count == elements.count * width, entry.shard >= 0, entry.shard < sources.count
        else {
            throw AlbertError(.internal, at: entry.name, "a read of elements \(elements) into \(target.count) bytes")
        }
        try sources[entry.shard].read(into: target, at: entry.byteRange.lowerBound + elements.lowerBound * width)
    }

    /// To be called after the last read: an IO error where a file changed since it was opened.
    func finish() throws(AlbertError) {
        for source in sources { try source.checkUnchanged() }
    }
}

/// Bytewise order. Swift's own takes canonically equivalent texts for equal, a file's names are not.
private func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
