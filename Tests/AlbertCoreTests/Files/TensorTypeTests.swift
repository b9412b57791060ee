import Testing

@testable import AlbertCore

@Suite("an element type")
struct TensorTypeTests {
    @Test("has the size that its name says")
    func sizes() {
        for type in TensorType.allCases where type != .bool {
            #expect(Int(type.rawValue.drop { !$0.isNumber }) == type.byteCount * 8)
        }
        #expect(TensorType.bool.byteCount == 1)
    }
}
