import Testing

@testable import AlbertCore

@Suite("a workspace")
struct WorkspaceTests {
    private func shape(_ precision: Precision) -> Workspace.Shape {
        .init(embeddingSize: 4, hiddenSize: 8, intermediateSize: 16, headWidth: 4, precision: precision)
    }

    @Test("grows to what is needed and never shrinks", arguments: Precision.allCases)
    func grows(_ precision: Precision) throws {
        let kernels = try Kernels.chosen()
        let workspace = try Workspace(shape(precision))
        try workspace.reserve(tokens: 10, length: 5, threads: 2, kernels: kernels)
        let before = places(workspace)
        for (tokens, length, threads) in [(3, 2, 1), (10, 5, 2), (1, 1, 2)] {
            try workspace.reserve(tokens: tokens, length: length, threads: threads, kernels: kernels)
            #expect(places(workspace) == before)
        }
        #expect(workspace.tokenCapacity == 10 && workspace.lengthCapacity == 5 && workspace.threadCapacity == 2)
    }

    @Test("has room for what each precision prepares, and for none where floats are taken as they are")
    func prepared() throws {
        let kernels = try Kernels.chosen()
        for (precision, width) in [(Precision.float32, 0), (.bfloat16, 8), (.int8, 6)] {
            let workspace = try Workspace(shape(precision))
            try workspace.reserve(tokens: 3, length: 3, threads: 1, kernels: kernels)
            #expect(workspace.prepared.view.stride == (width == 0 ? 0 : rowStride(width)), "\(precision)")
            #expect(workspace.wide.view.isNarrow == (precision != .float32))
        }
    }

    @Test("begins narrow rows as numbers, whose last word products read whole")
    func cleared() throws {
        let workspace = try Workspace(shape(.bfloat16))
        try workspace.reserve(tokens: 50, length: 9, threads: 3, kernels: try Kernels.chosen())
        for matrix in [workspace.projections.view, workspace.context.view] {
            let isClear = (0..<50 * matrix.stride).allSatisfy { matrix.base[$0] == 0 }
            #expect(isClear)
        }
    }

    @Test("says so when there is no memory, and serves smaller work afterwards", arguments: Precision.allCases)
    func tooLarge(_ precision: Precision) throws {
        let kernels = try Kernels.chosen()
        let workspace = try Workspace(shape(precision))
        #expect(throws: AlbertError.self) {
            try workspace.reserve(tokens: Int.max / 4096, length: 5, threads: 1, kernels: kernels)
        }
        try workspace.reserve(tokens: 2, length: 2, threads: 1, kernels: kernels)
        #expect(workspace.tokenCapacity == 2)
    }

    @Test("has the room that it says after there was none for longer sequences", arguments: Precision.allCases)
    func tooLong(_ precision: Precision) throws {
        let kernels = try Kernels.chosen()
        let workspace = try Workspace(shape(precision))
        try workspace.reserve(tokens: 2, length: 2, threads: 1, kernels: kernels)
        #expect(throws: AlbertError.self) {
            try workspace.reserve(tokens: 2, length: 1 << 45, threads: 1, kernels: kernels)
        }
        for (length, threads) in [(2, 1), (9, 2)] {
            try workspace.reserve(tokens: 2, length: length, threads: threads, kernels: kernels)
            #expect(workspace.attention.count >= workspace.attentionStride * workspace.threadCapacity)
            #expect(workspace.tiles.count >= workspace.tileStride * workspace.threadCapacity)
        }
        #expect(workspace.lengthCapacity == 9 && workspace.threadCapacity == 2)
    }

    /// Where its matrices lie.
    private func places(_ workspace: Workspace) -> [UnsafeMutablePointer<Float>] {
        [
            workspace.narrow.view.base, workspace.hidden.view.base, workspace.projections.view.base,
            workspace.context.view.base, workspace.update.view.base, workspace.wide.view.base,
            workspace.prepared.view.base, workspace.gathered.view.base, workspace.pooled.view.base,
            workspace.tiles.base, workspace.attention.base,
        ]
    }
}
