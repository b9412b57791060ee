import Testing

@testable import AlbertCore

@Suite("what is known about a model")
struct ModelInfoTests {
    @Test("counts the parameters that were read and names the kernels and files")
    func counts() throws {
        let info = try Model.open(Repository.bundledModel).info
        #expect(info.parameterCount == 4_152_194)
        #expect(info.kernels == (try Kernels.chosen().name))
        #expect(info.fileNames.count == 1)
        #expect(info.precision == .float32)
    }
}
