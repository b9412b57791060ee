import Testing

@testable import AlbertCore

@Suite("a layer")
struct AlbertLayerTests {
    @Test("gives the weights of every head when asked, each row a distribution")
    func weights() throws {
        let golden = try GoldenModel("narrow-heads")
        let output = try OwnedBatch([[1, 2, 3, 4, 5]]).forward(try golden.open(), .attentions)
        let values = try #require(output.attentions).array
        #expect(values.count == 3 * 12 * 25)
        for row in stride(from: 0, to: values.count, by: 5) {
            #expect(abs(values[row..<row + 5].reduce(0, +) - 1) < 1e-5)
        }
    }
}
