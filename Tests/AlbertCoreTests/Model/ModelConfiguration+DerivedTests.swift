import Testing

@testable import AlbertCore

@Suite("numbers derived from a configuration")
struct ModelConfigurationDerivedTests {
    @Test("count every application of an inner layer, and split the width over the heads")
    func derived() throws {
        let configuration = try TinyModel(groups: 2, inner: 2).open().configuration
        #expect(configuration.applicationCount == 8)
        #expect(configuration.headWidth == 4)
    }
}
