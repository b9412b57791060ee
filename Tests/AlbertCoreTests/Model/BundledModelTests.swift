import Testing

@testable import AlbertCore

@Suite("the bundled model")
struct BundledModelTests {
    @Test("is found without a path, in the resource bundle beside the program")
    func found() throws { #expect(try Model.bundledModelDirectory().contains("model.safetensors")) }
}
