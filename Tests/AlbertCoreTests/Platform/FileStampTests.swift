import Testing

@testable import AlbertCore

@Suite("a file's stamp")
struct FileStampTests {
    @Test("stays while the file stays, and changes when it is written to or replaced")
    func changes() throws {
        try Repository.withTemporaryDirectory { place in
            #expect(FileStamp(path: place + "/x") == nil)
            try Repository.write([1], to: place + "/x")
            let first = try #require(FileStamp(path: place + "/x"))
            #expect(FileStamp(path: place + "/x") == first)
            try Repository.write([1, 2], to: place + "/x")
            #expect(FileStamp(path: place + "/x") != first)
        }
    }

    @Test("a directory finds its first name with a given start")
    func firstName() throws {
        try Repository.withTemporaryDirectory { place in
            for name in ["b2", "a1", "b1"] { try Repository.write([], to: place + "/" + name) }
            let directory = try Directory(path: place)
            #expect(directory.firstName(startingWith: "b") == "b1")
            #expect(directory.firstName(startingWith: "c") == nil)
        }
    }
}
