import Glibc
import Testing

@testable import AlbertCore

@Suite("a file")
struct FileTests {
    @Test("is read whole and in parts, from a path and from a directory")
    func reads() throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write(Array("hello".utf8), to: place + "/a.txt")
            let file = try File(path: place + "/a.txt")
            #expect(file.byteCount == 5)
            let whole = try file.readAll(limit: 5)
            #expect(Array(whole.elements) == Array("hello".utf8))
            let directory = try Directory(path: place)
            #expect(directory.contains("a.txt") && !directory.contains("b.txt"))
            var two = [UInt8](repeating: 0, count: 2)
            try two.withUnsafeMutableBytes { try File(path: "a.txt", in: directory).read(into: $0, at: 3) }
            #expect(two == Array("lo".utf8))
        }
    }

    @Test("says what is wrong with a path")
    func wrongPaths() throws {
        try Repository.withTemporaryDirectory { place in
            let missing = #expect(throws: AlbertError.self) { _ = try File(path: place + "/none") }
            #expect(missing?.code == .io && missing?.systemError == ENOENT && missing?.place == place + "/none")
            let directory = #expect(throws: AlbertError.self) { _ = try File(path: place) }
            #expect(directory?.code == .path)
            #expect(mkfifo(place + "/fifo", 0o600) == 0)
            let fifo = #expect(throws: AlbertError.self) { _ = try File(path: place + "/fifo") }
            #expect(fifo?.code == .path)
            let device = #expect(throws: AlbertError.self) { _ = try File(path: "/dev/zero") }
            #expect(device?.code == .path)
            let nul = #expect(throws: AlbertError.self) { _ = try File(path: "a\0b") }
            #expect(nul?.code == .path)
        }
    }

    @Test("refuses a size above the limit and a read past the end")
    func limits() throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write([1, 2, 3], to: place + "/a")
            let file = try File(path: place + "/a")
            let large = #expect(throws: AlbertError.self) { _ = try file.readAll(limit: 2) }
            #expect(large?.code == .limit)
            var four = [UInt8](repeating: 0, count: 4)
            let short = #expect(throws: AlbertError.self) {
                try four.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
            }
            #expect(short?.code == .format)
        }
    }

    @Test("knows where the running program and library lie")
    func ownPaths() {
        #expect(programPath.hasPrefix("/"))
        #expect(ownPath.hasPrefix("/"))
    }
}
