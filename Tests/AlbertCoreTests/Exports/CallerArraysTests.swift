import Testing

@testable import AlbertCore

@Test("numbers at an odd address are read right")
func unalignedNumbers() throws {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    defer { raw.deallocate() }
    for index in 0..<4 { (raw + 1).storeBytes(of: Int64(index * 1000), toByteOffset: index * 8, as: Int64.self) }
    let odd = UnsafePointer<Int64>(bitPattern: UInt(bitPattern: raw) + 1)
    let array = try CallerArray(odd, 4, "lengths")
    #expect(Array(array.elements) == [0, 1000, 2000, 3000])
}

@Test("Arrow offsets must rise and stay inside the bytes", arguments: [Int32(4), 8])
func arrowOffsets(width: Int32) throws {
    let bytes: [UInt8] = Array("onetwothree".utf8)
    func check(_ offsets: [Int64], count: Int? = nil) -> AlbertError? {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 16)
        defer { raw.deallocate() }
        for (index, offset) in offsets.enumerated() {
            if width == 4 {
                (raw + 3).storeBytes(of: Int32(truncatingIfNeeded: offset), toByteOffset: index * 4, as: Int32.self)
            } else {
                (raw + 3).storeBytes(of: offset, toByteOffset: index * 8, as: Int64.self)
            }
        }
        return bytes.withUnsafeBytes { bytes in
            do throws(AlbertError) {
                let texts = try CallerTexts(
                    arrow: raw + 3, width: width, bytes: bytes, count: count ?? offsets.count - 1)
                #expect(texts.count == offsets.count - 1)
                #expect((0..<texts.count).allSatisfy { texts.text($0).count == offsets[$0 + 1] - offsets[$0] })
            } catch { return error }
            return nil
        }
    }
    #expect(check([0, 3, 6, 11]) == nil)
    #expect(check([3, 3, 6]) == nil)
    #expect(check([0]) == nil)
    #expect(check([-1, 3])?.place == "offsets[0]")
    #expect(check([0, 3, 2])?.place == "offsets[2]")
    #expect(check([0, 12])?.place == "offsets[1]")
    #expect(check([12])?.code == .argument)
    if width == 8 { #expect(check([0, .max])?.code == .argument) }
}
