import Testing

@testable import AlbertCore

@Suite("the chosen kernels")
struct KernelsTests {
    @Test("name an instruction set and tiles")
    func chosen() throws {
        let kernels = try Kernels.chosen()
        #expect(
            [
                "portable", "avx2", "avxvnni", "avx512", "avx512vnni", "avx512bf16", "neon", "neondot",
            ].contains(kernels.name))
        #expect(kernels.rowTile >= 1 && kernels.columnTile >= 1)
        #expect(!Kernels.cpuFeatures.contains("  "))
    }
}
