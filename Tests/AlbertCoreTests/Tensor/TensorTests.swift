import Testing

@testable import AlbertCore

@Suite("a tensor")
struct TensorTests {
    @Test("has as many values as its shape says")
    func counts() throws {
        #expect(try Tensor(uninitialized: [2, 3, 4]).count == 24)
        #expect(try Tensor(uninitialized: []).count == 1)
        #expect(try Tensor(uninitialized: [5, 0]).count == 0)
    }

    @Test("is refused when its size overflows")
    func overflows() {
        #expect(throws: AlbertError.self) { _ = try Tensor(uninitialized: [Int.max, 3]) }
    }
}
