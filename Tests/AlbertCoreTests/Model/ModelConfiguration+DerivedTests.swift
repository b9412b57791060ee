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

    @Test("share groups out over the layers as the whole part of layer / (layers / groups), inner layers in turn")
    func layers() throws {
        var configuration = try TinyModel(groups: 3, inner: 2).open().configuration
        configuration.layerCount = 7
        let groups = [0, 0, 0, 1, 1, 2, 2]
        for application in 0..<14 {
            let (group, inner) = configuration.layer(ofApplication: application)
            #expect(group == groups[application / 2] && inner == application % 2)
        }
    }

    @Test("a quotient that rounding leaves below a whole number is cut off, as in transformers")
    func rounded() throws {
        var configuration = try TinyModel(groups: 1, inner: 1).open().configuration
        (configuration.layerCount, configuration.groupCount) = (18, 14)
        // python3 -c "print([int(i / (18 / 14)) for i in range(18)])"
        let expected = [0, 0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 10, 10, 11, 12, 13]
        #expect((0..<18).map { configuration.layer(ofApplication: $0).group } == expected)
        for layers in 1...64 {
            for groups in 1...layers {
                (configuration.layerCount, configuration.groupCount) = (layers, groups)
                #expect((0..<layers).allSatisfy { (0..<groups).contains(configuration.layer(ofApplication: $0).group) })
            }
        }
    }
}
