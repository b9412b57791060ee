import Testing

@testable import AlbertCore

@Suite("the Swift interface")
struct SwiftInterfaceTests {
    @Test("opens the bundled model without a path and answers")
    func answers() throws {
        let model = try Model.open()
        #expect(try model.fillMask("The president of the United [MASK] signed the law.")[0][0].token == "states")
        #expect(try model.encode(["a", "b"]).map(\.count) == [384, 384])
        #expect(try model.sentenceOrder("He came.", "He left.") > 0)
    }
}
