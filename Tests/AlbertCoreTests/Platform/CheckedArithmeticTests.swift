import Testing

@testable import AlbertCore

@Suite("checked arithmetic")
struct CheckedArithmeticTests {
    @Test("gives products and sums that are sizes")
    func good() throws {
        #expect(try checkedProduct(3, 4) == 12)
        #expect(try checkedProduct(0, Int.max) == 0)
        #expect(try checkedSum(Int.max - 1, 1) == Int.max)
    }

    @Test("refuses what overflows or is negative")
    func bad() {
        for (a, b) in [(Int.max, 2), (-1, 3), (-2, -2), (Int.min, -1)] {
            #expect(throws: AlbertError.self) { try checkedProduct(a, b) }
        }
        #expect(throws: AlbertError.self) { try checkedSum(Int.max, 1) }
        #expect(throws: AlbertError.self) { try checkedSum(-2, 1) }
    }
}
