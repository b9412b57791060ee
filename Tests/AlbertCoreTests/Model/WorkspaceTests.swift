import Testing

@testable import AlbertCore

@Suite("a workspace")
struct WorkspaceTests {
    private let shape = Workspace.Shape(embeddingSize: 4, hiddenSize: 8, intermediateSize: 16, headWidth: 4)

    @Test("grows to what is needed and never shrinks")
    func grows() throws {
        let kernels = try Kernels.chosen()
        let workspace = try Workspace(shape)
        try workspace.reserve(tokens: 10, length: 5, threads: 2, kernels: kernels)
        let base = workspace.hidden.view.base
        try workspace.reserve(tokens: 3, length: 2, threads: 1, kernels: kernels)
        #expect(workspace.hidden.view.base == base)
        #expect(workspace.tokenCapacity == 10 && workspace.lengthCapacity == 5 && workspace.threadCapacity == 2)
    }

    @Test("says so when there is no memory, and serves smaller work afterwards")
    func tooLarge() throws {
        let kernels = try Kernels.chosen()
        let workspace = try Workspace(shape)
        #expect(throws: AlbertError.self) {
            try workspace.reserve(tokens: Int.max / 4096, length: 5, threads: 1, kernels: kernels)
        }
        try workspace.reserve(tokens: 2, length: 2, threads: 1, kernels: kernels)
        #expect(workspace.tokenCapacity == 2)
    }
}
