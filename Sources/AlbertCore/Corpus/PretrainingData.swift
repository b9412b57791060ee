// From text files to shards of examples: a portion of text at a time, each of whose passes becomes one shard. Whatever is random is
// drawn by seed, pass and the number of a document or a portion, so that neither threads nor memory change a byte.

/// What a run has seen and made.
struct PretrainingCounts: Equatable, Sendable {
    var documents = 0
    var sentences = 0
    var shards = 0
    var examples = ExampleCounts()
}

/// Text, tokenizer and settings of one run.
struct PretrainingData {
    let paths: [String]
    let tokenizer: Tokenizer
    var settings = PretrainingSettings()
    /// Nil: the process's default.
    var threads: Int?

    /// Writes shards and their index into `directory`, which holds no examples yet; all of them appear, or none. Shards without an
    /// index are what a process left that was killed while it put them there: they are replaced.
    func write(to directory: String, watch: Watch) throws(AlbertError) -> PretrainingCounts {
        let files = try StagedFiles(for: directory)
        if let existing = files.existingDirectory, existing.contains(ShardIndexFile.fileName) {
            let name = ShardIndexFile.fileName
            throw AlbertError(.path, at: directory + "/" + name, "the directory holds examples already")
        }
        var exampleCounts = try Buffer<Int>()
        let fingerprint = settings.fingerprint(try MaskingVocabulary(tokenizer))
        let counts = try makeShards(watch) { (number, header, write) throws(AlbertError) in
            let file = try files.addFile(ShardIndexFile.name(ofShard: number))
            try write { (bytes) throws(AlbertError) in try file.append(bytes) }
            try file.finish()
            try exampleCounts.append(header.exampleCount)
        }
        let index = try files.addFile(ShardIndexFile.fileName)
        let bytes = try ShardIndexFile.bytes(fingerprint: fingerprint, counts: exampleCounts)
        try index.append(UnsafeRawBufferPointer(bytes.elements))
        try index.finish()
        files.existingDirectory?.removeLeftShards()
        try files.commit()
        return counts
    }

    /// The same, without files.
    func makeExamples(watch: Watch) throws(AlbertError) -> ExampleSet {
        var shards: [ExampleShard] = []
        _ = try makeShards(watch) { (number, _, write) throws(AlbertError) in
            var memory = try Buffer<UInt8>()
            try write { (bytes) throws(AlbertError) in
                try memory.append(bytes.bindMemory(to: UInt8.self))
            }
            shards.append(try ExampleShard(memory, place: "shard \(number)"))
        }
        return try ExampleSet(shards)
    }

    /// Takes bytes.
    typealias Sink = (UnsafeRawBufferPointer) throws(AlbertError) -> Void
    /// Is given a shard's number and header, and what writes it to a sink.
    typealias ShardTaker = (Int, ShardHeader, (Sink) throws(AlbertError) -> Void) throws(AlbertError) -> Void

    private func makeShards(_ watch: Watch, _ take: ShardTaker) throws(AlbertError) -> PretrainingCounts {
        try settings.check()
        let threads = try threadCount()
        let vocabulary = try MaskingVocabulary(tokenizer)
        var header = ShardHeader(settings, vocabulary, fingerprint: settings.fingerprint(vocabulary))
        var reader = try CorpusReader(paths)
        let total = try checkedProduct(reader.byteCount, settings.passes)
        var counts = PretrainingCounts()
        var (document, done) = (UInt64(0), 0)
        while let text = try reader.next(settings.portionByteCount, watch: watch) {
            let portion = try TokenizedPortion(
                text, firstDocument: document, settings.textFormat, tokenizer, threads: threads, watch: watch)
            document += UInt64(text.documentEnds.count)
            counts.documents += portion.documents.count
            counts.sentences += portion.sentenceCount
            let byteCount = reader.doneByteCount - done
            for pass in 0..<settings.passes where !portion.documents.isEmpty {
                header.pass = pass
                let examples = try PortionExamples(portion, header, settings, threads: threads, watch: watch)
                (header.exampleCount, header.recordByteCount) = (examples.count, examples.byteCount)
                try take(counts.shards, header) { (sink: Sink) throws(AlbertError) in
                    try examples.write(header, seed: settings.seed, to: sink, watch: watch)
                }
                counts.examples.add(examples.counts)
                counts.shards += 1
                watch.report(done * settings.passes + byteCount * (pass + 1), of: total)
            }
            header.portion += 1
            done = reader.doneByteCount
        }
        guard counts.shards > 0 else { throw AlbertError(.argument, at: "paths", "the files hold no text") }
        return counts
    }

    private func threadCount() throws(AlbertError) -> Int {
        guard let threads else { return defaultThreadCount }
        guard (1...1024).contains(threads) else {
            throw AlbertError(.argument, at: "threads", "threads is \(threads), it must be from 1 to 1024")
        }
        return threads
    }
}

extension Directory {
    /// Removes files that are called like shards.
    fileprivate func removeLeftShards() {
        var last = ""
        while let name = firstName(endingWith: ShardIndexFile.suffix, after: last) {
            let number = name.utf8.dropLast(ShardIndexFile.suffix.utf8.count)
            if number.count >= 6, number.allSatisfy(isDigit) { removeFile(name) }
            last = name
        }
    }
}
