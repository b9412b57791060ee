import Testing

@testable import AlbertCore

@Suite("a lock")
struct LockTests {
    @Test("lets one thread at a time change what it guards")
    func excludes() throws {
        let lock = try Lock()
        let count = try Buffer<Int>(repeating: 0, count: 1)
        let base = count.base
        runTasks(8, threads: 4) { _, _ in for _ in 0..<1000 { lock.withLock { base[0] += 1 } } }
        #expect(count[0] == 8000)
    }
}
