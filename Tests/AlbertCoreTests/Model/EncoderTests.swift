import Testing

@testable import AlbertCore

@Suite("the encoder")
struct EncoderTests {
    @Test("shares its groups out over the layers as floor(layer · groups / layers)")
    func groups() throws {
        for (name, expected) in [("groups", [0, 0, 0, 1, 1]), ("groups-uneven", [0, 0, 0, 1, 1, 2, 2])] {
            let encoder = try GoldenModel(name).open().encoder
            let used = (0..<encoder.layerCount).map { layer in
                encoder.groups.firstIndex { $0[0] === encoder.layer(ofApplication: layer * encoder.groups[0].count) }
            }
            #expect(used == expected)
        }
    }
}
