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

    @Test("share groups out over the layers as floor(layer · groups / layers), inner layers in turn")
    func layers() throws {
        var configuration = try TinyModel(groups: 3, inner: 2).open().configuration
        configuration.layerCount = 7
        let groups = [0, 0, 0, 1, 1, 2, 2]
        for application in 0..<14 {
            let (group, inner) = configuration.layer(ofApplication: application)
            #expect(group == groups[application / 2] && inner == application % 2)
        }
    }
}
