import Testing

@testable import AlbertCore

private func code(_ body: () throws(AlbertError) -> Void) -> AlbertError.Code? {
    do throws(AlbertError) { try body() } catch { return error.code }
    return nil
}

@Test("byte counts are held against what they may be")
func textCounts() throws {
    "word\0more".withCString { pointer in
        #expect((try? callerText(pointer, -1, "text"))?.count == 4)
        #expect((try? callerText(pointer, 9, "text"))?.count == 9)
        #expect((try? callerText(pointer, 0, "text"))?.count == 0)
        #expect(code { () throws(AlbertError) in _ = try callerText(pointer, -2, "text") } == .argument)
        #expect(code { () throws(AlbertError) in _ = try callerText(pointer, .min, "text") } == .argument)
        #expect(code { () throws(AlbertError) in _ = try callerText(pointer, .max, "text") } == .limit)
        #expect(code { () throws(AlbertError) in _ = try callerText(pointer, (1 << 30) + 1, "text") } == .limit)
    }
    #expect(code { () throws(AlbertError) in _ = try callerText(nil, 0, "text") } == nil)
    #expect(code { () throws(AlbertError) in _ = try callerText(nil, 1, "text") } == .argument)
    #expect(code { () throws(AlbertError) in _ = try callerText(nil, -1, "text") } == .argument)
}

@Test("a path is UTF-8, not empty and not endless")
func paths() throws {
    func code(_ bytes: [UInt8]) -> AlbertError.Code? {
        bytes.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { path in
            guard let start = path.baseAddress else { return nil }
            do throws(AlbertError) { _ = try callerPath(start, "path") } catch { return error.code }
            return nil
        }
    }
    #expect(code(Array("a/b".utf8) + [0]) == nil)
    #expect(code([0]) == .argument)
    #expect(code([0x61, 0xFF, 0]) == .path)
    #expect(code(Array(repeating: 0x61, count: 5000) + [0]) == .path)
}

@Test("out-parameters at odd addresses are written whole")
func unalignedOut() {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 16)
    defer { raw.deallocate() }
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: 32)
    guard let odd = UnsafeMutablePointer<Int64>(bitPattern: UInt(bitPattern: raw) + 3) else { return }
    store(0x0102_0304_0506_0708, in: odd)
    #expect((raw + 3).loadUnaligned(as: Int64.self) == 0x0102_0304_0506_0708)
    #expect((raw + 2).loadUnaligned(as: UInt8.self) == 0)
    #expect((raw + 11).loadUnaligned(as: UInt8.self) == 0)
}
