import Testing

@testable import AlbertCore

@Suite("a corpus reader")
struct CorpusReaderTests {
    /// The documents of every portion.
    private func portions(_ files: [String], atLeast wanted: Int = 1 << 30) throws -> [[[String]]] {
        let directory = try TemporaryDirectory()
        for (number, text) in files.enumerated() { try directory.write("\(number)", text) }
        var reader = try CorpusReader(files.indices.map { "\(directory.path)/\($0)" })
        var found: [[[String]]] = []
        while let portion = try reader.next(wanted, watch: .none) {
            var line = 0
            var documents: [[String]] = []
            for end in portion.documentEnds.elements {
                documents.append((line..<end).map { String(decoding: portion.text(ofLine: $0), as: UTF8.self) })
                line = end
            }
            #expect(line == portion.lineCount)
            found.append(documents)
        }
        #expect(reader.doneByteCount == reader.byteCount)
        return found
    }

    @Test("gives documents between blank lines, and lines without the blanks around them")
    func documents() throws {
        #expect(try portions(["a\n b \r\n\n\n \t\nc\n"]) == [[["a", "b"], ["c"]]])
        #expect(try portions(["\n\n", "", " "]) == [])
        // As Python's str.strip, with which the original reads lines.
        #expect(
            try portions(["a\n\u{A0}\u{3000}\nb\n\u{85}\n\u{2003}c é\u{A0}\n\u{200B}"]) == [
                [["a"], ["b"], ["c é", "\u{200B}"]]
            ])
        #expect(try portions(["a"]) == [[["a"]]])
    }

    @Test("ends a document where a file ends, with or without a line feed")
    func files() throws {
        #expect(try portions(["a\nb", "c\n", "", "d\n\n"]) == [[["a", "b"], ["c"], ["d"]]])
    }

    @Test("fills portions with whole documents")
    func portionsOfDocuments() throws {
        let text = "aa\nbb\n\ncc\n\nddd\n\ne"
        #expect(try portions([text], atLeast: 1) == [[["aa", "bb"]], [["cc"]], [["ddd"]], [["e"]]])
        #expect(try portions([text], atLeast: 5) == [[["aa", "bb"], ["cc"]], [["ddd"], ["e"]]])
        #expect(try portions(["a", "b", "c"], atLeast: 2) == [[["a"], ["b"]], [["c"]]])
    }

    @Test("lines and documents may cross the pieces in which a file is read")
    func pieces() throws {
        let long = String(repeating: "x", count: 3 << 20)
        #expect(try portions(["a\n\(long)\nb"]) == [[["a", long, "b"]]])
    }

    @Test("a document beyond the limit goes on as another one")
    func longDocument() throws {
        let line = String(repeating: "x", count: 1 << 20)
        let text = Array(repeating: line, count: 17).joined(separator: "\n")
        #expect(try portions([text]).map { $0.map(\.count) } == [[16, 1]])
        #expect(try portions([text], atLeast: 1).map { $0.map(\.count) } == [[16], [1]])
    }

    @Test("a line beyond the limit is refused, with its place")
    func longLine() throws {
        let directory = try TemporaryDirectory()
        try directory.write("corpus", "ab\n" + String(repeating: "x", count: CorpusReader.lineByteLimit + 1))
        var reader = try CorpusReader([directory.path + "/corpus"])
        let error = #expect(throws: AlbertError.self) { _ = try reader.next(1 << 30, watch: .none) }
        #expect(error?.code == .limit)
        #expect(error?.byteOffset == 3)
        try directory.write("corpus", String(repeating: "x", count: CorpusReader.lineByteLimit) + "\n")
        reader = try CorpusReader([directory.path + "/corpus"])
        #expect(try reader.next(1 << 30, watch: .none)?.lineCount == 1)
    }

    @Test("a file that is missing is found before anything is read, and no file is an error")
    func missing() throws {
        let directory = try TemporaryDirectory()
        try directory.write("a", "text")
        #expect(throws: AlbertError.self) { _ = try CorpusReader([directory.path + "/a", directory.path + "/b"]) }
        let error = #expect(throws: AlbertError.self) { _ = try CorpusReader([]) }
        #expect(error?.place == "paths")
    }
}
