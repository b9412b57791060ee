import Foundation
import Testing

@testable import AlbertCore

@Suite("a new file")
struct NewFileTests {
    @Test("holds what was appended, in order")
    func appends() throws {
        let place = try TemporaryDirectory()
        let file = try NewFile("x", in: try place.open(), path: "shown")
        for piece in [[1, 2], [], [3]] as [[UInt8]] { try piece.withUnsafeBytes { try file.append($0) } }
        #expect(file.byteCount == 3)
        try file.finish()
        #expect(try Repository.bytes(place.path + "/x") == [1, 2, 3])
    }

    @Test("is never one that is there already, nor made through a link")
    func exclusive() throws {
        let place = try TemporaryDirectory()
        try place.write("x", "kept")
        try FileManager.default.createSymbolicLink(atPath: place.path + "/y", withDestinationPath: "x")
        for name in ["x", "y"] {
            let error = #expect(throws: AlbertError.self) {
                _ = try NewFile(name, in: try place.open(), path: "shown")
            }
            #expect(error?.code == .io && error?.place == "shown" && error?.systemError == EEXIST)
        }
        #expect(try Repository.bytes(place.path + "/x") == Array("kept".utf8))
    }
}
