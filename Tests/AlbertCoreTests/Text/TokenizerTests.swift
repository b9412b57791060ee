import Testing

@testable import AlbertCore

@Suite("the tokenizer")
struct TokenizerTests {
    @Test("pieces, ids and special tokens")
    func lookUps() throws {
        let tokenizer = try TextSamples.bundled.get()
        let mask = try #require(tokenizer.special(.mask))
        let spelling = try #require(tokenizer.piece(mask))
        #expect(String(decoding: spelling, as: UTF8.self) == "[MASK]")
        #expect(spelling.baseAddress?[spelling.count] == 0)
        #expect(tokenizer.id(of: spelling) == mask)
        #expect(Tokenizer.SpecialRole.allCases.map { tokenizer.special($0) } == [0, 1, 2, 3, 4, 2, 3])
        #expect(tokenizer.piece(-1) == nil && tokenizer.piece(Int32(tokenizer.vocabularySize)) == nil)
    }

    @Test("sixteen threads on one tokenizer get the same")
    func threads() throws {
        let tokenizer = try Tokenizer.open(path: Repository.bundledModel)
        let text = "The quick brown fox, unbelievable; é [MASK] 2014, (x)"
        let expected = PlainEncoding(try Tokenizer.open(path: Repository.bundledModel).encodings(text))
        let wrong = try Lock()
        nonisolated(unsafe) var wrongCount = 0
        runTasks(160, threads: 16) { _, _ in
            let found = (try? tokenizer.encodings(text)).map { PlainEncoding($0) }
            if found != expected { wrong.withLock { wrongCount += 1 } }
        }
        #expect(wrongCount == 0)
    }
}
