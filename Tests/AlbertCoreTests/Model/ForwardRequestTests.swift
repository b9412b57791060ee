import Testing

@testable import AlbertCore

@Suite("a request")
struct ForwardRequestTests {
    @Test("gets what it asks for and nothing else, in the documented shapes")
    func shapes() throws {
        let model = try TinyModel().open()
        let batch = OwnedBatch([[1, 2, 3], [4]])
        let output = try batch.forward(model, [.hidden, .sopLogits, .mlmLogits], positions: [3])
        #expect(output.hidden?.shape == [4, 8])
        #expect(output.sopLogits?.shape == [2, 2])
        #expect(output.mlmLogits?.shape == [1, 12])
        #expect(output.hiddenStates == nil && output.attentions == nil && output.pooled == nil)
        let others = try batch.forward(model, [.hiddenStates, .attentions, .pooled])
        #expect(others.hiddenStates?.shape == [5, 4, 8])
        #expect(others.attentions?.shape == [4 * 2 * (9 + 1)])
        #expect(others.pooled?.shape == [2, 8])
    }

    @Test("gets the layers that it names, in their order, twice where it names one twice")
    func layers() throws {
        let model = try TinyModel().open()
        let batch = OwnedBatch([[1, 2, 3], [4]])
        let all = try #require(try batch.forward(model, .hiddenStates).hiddenStates).array
        for layers in [[4], [0], [4, 0, 4], [1, 2, 3], []] {
            let request = ForwardRequest(.hiddenStates, layers: layers)
            let states = try batch.lend { try model.forward($0, request).hiddenStates }
            #expect(states?.shape == [layers.count, 4, 8])
            #expect(states?.array == layers.flatMap { all[32 * $0..<32 * $0 + 32] })
        }
    }

    @Test("is refused with a layer or a position that there is not")
    func outside() {
        for layer in [-1, 5, .max, .min] {
            let error = #expect(throws: AlbertError.self) {
                try ForwardRequest(.hiddenStates, layers: [0, layer]).validate(tokenCount: 4, applicationCount: 4)
            }
            #expect(error?.code == .argument && error?.place == "layers")
        }
        for position in [Int64(-1), 4, .max, .min] {
            [0, position].withUnsafeBufferPointer { positions in
                let error = #expect(throws: AlbertError.self) {
                    try ForwardRequest(.mlmLogits, positions: positions).validate(tokenCount: 4, applicationCount: 4)
                }
                #expect(error?.code == .argument && error?.place == "positions")
            }
        }
    }
}
