import Testing

@testable import AlbertCore

@Suite("the encoder")
struct EncoderTests {
    @Test("applies its layers as the configuration shares them out, and has no other")
    func groups() throws {
        for (name, expected) in [("groups", [0, 0, 0, 1, 1]), ("groups-uneven", [0, 0, 0, 1, 1, 2, 2])] {
            let applied = try GoldenModel(name).open().encoder.applications
            let inner = applied.count / expected.count
            for (layer, group) in expected.enumerated() {
                let first = try #require(expected.firstIndex(of: group))
                for place in 0..<inner {
                    let application = applied[layer * inner + place]
                    #expect(applied.firstIndex { $0 === application } == first * inner + place)
                }
            }
        }
    }
}
