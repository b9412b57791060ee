import Foundation
import Testing

@testable import AlbertCore

@Suite("a real path")
struct RealPathTests {
    @Test("starts at the root and has no links in it")
    func resolved() throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createSymbolicLink(atPath: place.path + "/link", withDestinationPath: ".")
        #expect(realPath(place.path + "/link/.") == realPath(place.path))
        #expect(realPath(".").hasPrefix("/"))
    }

    @Test("of nothing is the path as it was given")
    func nothing() { #expect(realPath("no/such/file") == "no/such/file" && realPath("") == "") }
}
