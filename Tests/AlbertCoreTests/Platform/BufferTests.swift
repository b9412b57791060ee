import Testing

@testable import AlbertCore

@Suite("a buffer")
struct BufferTests {
    @Test("keeps its elements while it grows")
    func grows() throws {
        var buffer = try Buffer<Int32>()
        for value in 0..<1000 { try buffer.append(Int32(value)) }
        #expect(buffer.count == 1000)
        #expect(Array(buffer.elements) == Array(0..<1000))
    }

    @Test("of zeros is zero, may be filled in part, and grows like any other", arguments: [0, 1, 100, 3_000_000])
    func zeros(count: Int) throws {
        var buffer = try Buffer<Int32>(zeroCount: count)
        #expect(buffer.count == count && buffer.elements.allSatisfy { $0 == 0 })
        buffer.fill(count / 3..<count / 2, with: 7)
        try buffer.append(9)
        let (filled, last) = (buffer.elements.count { $0 == 7 }, buffer[count])
        #expect(filled == count / 2 - count / 3 && last == 9)
    }

    @Test("is aligned to a cache line")
    func aligned() throws {
        for capacity in [0, 1, 1000, 5_000_000] {
            let buffer = try Buffer<UInt8>(capacity: capacity)
            #expect(UInt(bitPattern: buffer.base) % 64 == 0)
        }
    }

    @Test("says `memory` instead of trapping when there is none")
    func tooLarge() throws {
        let error = #expect(throws: AlbertError.self) { _ = try Buffer<UInt8>(capacity: Int.max - 10) }
        #expect(error?.code == .memory)
        let overflow = #expect(throws: AlbertError.self) { _ = try Buffer<Int64>(capacity: Int.max / 4) }
        #expect(overflow?.code == .limit)
    }

    @Test("repeats a value and takes runs of elements")
    func repeats() throws {
        var buffer = try Buffer<Float>(repeating: 2, count: 3)
        try [Float(5), 6].withUnsafeBufferPointer { try buffer.append($0) }
        buffer.removeLast(1)
        #expect(Array(buffer.elements) == [2, 2, 2, 5])
        buffer.removeAll()
        let count = buffer.count
        #expect(count == 0)
    }
}
