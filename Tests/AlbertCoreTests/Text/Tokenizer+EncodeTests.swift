import Testing

@testable import AlbertCore

@Suite("encoding many texts")
struct TokenizerEncodeTests {
    @Test("a batch equals its texts one by one, for any number of threads", arguments: [1, 2, 3, 8])
    func batches(threads: Int) throws {
        let tokenizer = try TextSamples.bundled.get()
        var random = SeededRandom(seed: UInt64(threads))
        let words = ["the", "unbelievable", "[MASK]", "café", "x\u{301}y", "日本", "\u{1}a", "2014,", "(so)", "\n"]
        let texts = (0..<300).map { _ in
            (0..<Int.random(in: 0...30, using: &random)).map { _ in
                words[Int.random(in: 0..<words.count, using: &random)]
            }.joined(separator: " ")
        }
        var options = EncodeOptions()
        options.threads = threads
        options.maxLength = 24
        options.overflow = true
        options.stride = 3
        let batch = try tokenizer.encodings(batch: texts, options: options)
        let expected = try texts.flatMap { PlainEncoding.windows(try tokenizer.encodings($0, options: options)) }
        #expect(PlainEncoding.windows(batch) == expected)
        let owners = (0..<batch.windowCount).map { batch.windows[3 * $0] }
        #expect(owners == owners.sorted() && Set(owners).count == texts.count)
    }

    @Test("words keep their number and their own offsets")
    func words() throws {
        let found = PlainEncoding(try TextSamples.bundled.get().encodings(words: ["the", "", "wide  world", "the"]))
        #expect(found.words.dropFirst().dropLast().allSatisfy { [0, 2, 3].contains($0) })
        #expect(found.words.dropLast().last == 3)
        #expect(found.offsets.dropLast().last == [0, 3])
    }

    @Test("words and texts do not disturb each other's numbers in the cache")
    func mixed() throws {
        let tokenizer = try Tokenizer.open(path: Repository.bundledModel)
        let text = "a x¨y the x¨y"
        let before = PlainEncoding(try Tokenizer.open(path: Repository.bundledModel).encodings(text))
        _ = try tokenizer.encodings(words: [text, text])
        #expect(PlainEncoding(try tokenizer.encodings(text)) == before)
    }

    @Test("a cancelled call says so, and the next one works")
    func cancelled() throws {
        let tokenizer = try TextSamples.bundled.get()
        let error = CancelledWatch.with { watch in
            #expect(throws: AlbertError.self) { try tokenizer.encodings("the end", watch: watch) }
        }
        #expect(error?.code == .cancelled)
        #expect(PlainEncoding(try tokenizer.encodings("the end")).ids.count > 2)
    }

    @Test("a thread count outside 1 … 1024 is an argument error", arguments: [0, -1, 1025])
    func threadCount(threads: Int) throws {
        var options = EncodeOptions()
        options.threads = threads
        let error = #expect(throws: AlbertError.self) {
            try TextSamples.bundled.get().encodings(batch: ["a"], options: options)
        }
        #expect(error?.place == "threads")
    }

    @Test("one text that cannot be encoded fails the batch, on one thread and on many", arguments: [1, 4])
    func failure(_ threads: Int) throws {
        let tokenizer = try TokenizerSample.tokenizer()
        var options = EncodeOptions()
        (options.threads, options.maxLength, options.truncation) = (threads, 4, .onlySecond)
        #expect(try tokenizer.encodings(batch: ["a", "a b"], options: options).windowCount == 2)
        let texts = Array(repeating: "a", count: 90) + ["a b a b"] + Array(repeating: "b", count: 90)
        let error = #expect(throws: AlbertError.self) { try tokenizer.encodings(batch: texts, options: options) }
        #expect(error?.code == .argument && error?.place == "truncation")
    }
}
