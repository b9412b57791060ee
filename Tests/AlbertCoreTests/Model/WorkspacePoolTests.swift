import Testing

@testable import AlbertCore

@Suite("the workspace pool")
struct WorkspacePoolTests {
    private let shape = Workspace.Shape(
        embeddingSize: 4, hiddenSize: 8, intermediateSize: 16, headWidth: 4, precision: .float32)

    @Test("lends the same workspace again, and different ones at the same time")
    func lends() throws {
        let pool = try WorkspacePool(shape)
        for _ in 0..<3 { try pool.withWorkspace { (_) throws(AlbertError) in } }
        #expect(pool.madeCount == 1)
        try pool.withWorkspace { (one) throws(AlbertError) in
            try pool.withWorkspace { (other) throws(AlbertError) in #expect(one !== other) }
        }
        #expect(pool.madeCount == 2)
    }

    @Test("takes a workspace back when the computation fails")
    func failing() throws {
        let pool = try WorkspacePool(shape)
        for _ in 0..<3 {
            #expect(throws: AlbertError.self) {
                try pool.withWorkspace { (_) throws(AlbertError) in throw AlbertError(.cancelled, at: "", "stop") }
            }
        }
        #expect(pool.madeCount == 1)
    }
}
