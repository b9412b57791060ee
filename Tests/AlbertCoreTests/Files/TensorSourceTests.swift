import Testing

@testable import AlbertCore

@Suite("where tensors come from")
struct TensorSourceTests {
    @Test("reads the same bytes from memory and from a file, and nothing beyond the end")
    func reads() throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write([1, 2, 3, 4], to: place + "/x")
            let file = try TensorSource.open("x", in: try Directory(path: place))
            try ([1, 2, 3, 4] as [UInt8]).withUnsafeBytes { bytes in
                for source in [file, TensorSource.memory(bytes, name: "m")] {
                    #expect(source.byteCount == 4)
                    var two: [UInt8] = [0, 0]
                    try two.withUnsafeMutableBytes { try source.read(into: $0, at: 2) }
                    #expect(two == [3, 4])
                    #expect(throws: AlbertError.self) {
                        try two.withUnsafeMutableBytes { try source.read(into: $0, at: 3) }
                    }
                    try source.checkUnchanged()
                }
            }
        }
    }

    @Test("notices a file that was rewritten since it was opened")
    func changed() throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write([1, 2, 3, 4], to: place + "/x")
            let source = try TensorSource.open("x", in: try Directory(path: place))
            try Repository.write([1, 2, 3, 4, 5], to: place + "/x")
            let error = #expect(throws: AlbertError.self) { try source.checkUnchanged() }
            #expect(error?.code == .io)
        }
    }
}
