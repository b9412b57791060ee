import Testing

@testable import AlbertCore

@Suite("the heads of a model")
struct HeadsTests {
    @Test("says what its file lacks when it is asked for it")
    func missing() throws {
        var bare = TinyModel()
        bare.change = { name, shape, values in
            name.hasPrefix("predictions") || name.contains("pooler") || name.hasPrefix("sop")
                ? nil : (name, shape, values)
        }
        let model = try bare.open()
        for (outputs, word) in [
            (ForwardOutputs.pooled, "pooler"), (.mlmLogits, "masked-language"), (.sopLogits, "pooler"),
        ] {
            let error = #expect(throws: AlbertError.self) { _ = try OwnedBatch([[1]]).forward(model, outputs) }
            #expect(error?.code == .missing && error?.detail.contains(word) == true)
        }
    }
}
