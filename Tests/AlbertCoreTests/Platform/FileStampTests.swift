import Foundation
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

    @Test("a file's own is of its place in its directory, by whatever path that was opened")
    func inDirectory() throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write([1], to: place + "/x")
            let file = try File(path: "x", in: Directory(path: place))
            let first = try #require(file.stamp)
            #expect(first == FileStamp(path: place + "/x"))
            try Repository.write([1, 2], to: place + "/x")
            #expect(file.stamp != first && file.stamp == FileStamp(path: place + "/x"))
            // The path no longer leads there, the directory is the same.
            try FileManager.default.moveItem(atPath: place, toPath: place + "-moved")
            #expect(file.stamp == FileStamp(path: place + "-moved/x"))
            try FileManager.default.moveItem(atPath: place + "-moved", toPath: place)
        }
    }

    @Test("tells one file from another, also when it was written to")
    func sameFile() throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write([1], to: place + "/x")
            try Repository.write([1], to: place + "/y")
            let first = try #require(FileStamp(path: place + "/x"))
            #expect(try !first.isSameFile(as: #require(FileStamp(path: place + "/y"))))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: place + "/x"))
            try file.write(contentsOf: [7, 7])
            try file.close()
            let later = try #require(FileStamp(path: place + "/x"))
            #expect(later != first && later.isSameFile(as: first))
        }
    }

    @Test("a directory finds its names with a given end in order, those that are no UTF-8 left out")
    func namesWithEnd() throws {
        try Repository.withTemporaryDirectory { place in
            for name in ["2_P", "1_P", "P", "1_Q", "_P.x"] { try Repository.write([], to: place + "/" + name) }
            close(open(place + "/1\u{1}_P", O_CREAT, 0o600))
            var bytes = Array((place + "/1").utf8CString.dropLast())
            bytes += [CChar(bitPattern: 0xFF), CChar(UInt8(ascii: "_")), CChar(UInt8(ascii: "P")), 0]
            close(open(bytes, O_CREAT, 0o600))
            let directory = try Directory(path: place)
            var found: [String] = []
            while found.count < 10, let name = directory.firstName(endingWith: "_P", after: found.last ?? "") {
                found.append(name)
            }
            #expect(found == ["1\u{1}_P", "1_P", "2_P"])
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
