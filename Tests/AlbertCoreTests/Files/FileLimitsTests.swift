import Testing

@testable import AlbertCore

@Suite("the limits of files")
struct FileLimitsTests {
    @Test("leave room for every published model")
    func published() {
        #expect(
            FileLimits.vocabularySize >= 30_000 && FileLimits.width >= 4096 && FileLimits.intermediateSize >= 16_384)
        #expect(FileLimits.layerCount >= 24 && FileLimits.positionCount >= 512)
    }

    @Test("allow as many header values as the allowed tensors need")
    func headerValues() { #expect(FileLimits.headerValueCount >= 20 * FileLimits.tensorCount) }
}
