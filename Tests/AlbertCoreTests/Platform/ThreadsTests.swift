import Testing

@testable import AlbertCore

@Suite("the thread pool")
struct ThreadsTests {
    @Test("runs every task once, whatever the thread count", arguments: [1, 2, 3, 8, 40])
    func everyTaskOnce(_ threads: Int) throws {
        for taskCount in [0, 1, 2, 7, 100] {
            let counts = try Buffer<Int32>(repeating: 0, count: 101)
            let base = counts.base
            runTasks(taskCount, threads: threads) { task, thread in
                base[task] += 1
                if thread >= threads { base[100] += 1 }
            }
            #expect(counts.elements.prefix(taskCount).allSatisfy { $0 == 1 })
            #expect(counts.elements.dropFirst(taskCount).allSatisfy { $0 == 0 })
        }
    }

    @Test("never runs two tasks with the same thread number at once")
    func threadNumbers() throws {
        let busy = try Buffer<Int32>(repeating: 0, count: 4)
        let clashes = try Buffer<Int32>(repeating: 0, count: 4)
        let (busyBase, clashBase) = (busy.base, clashes.base)
        for _ in 0..<200 {
            runTasks(16, threads: 4) { _, thread in
                if busyBase[thread] != 0 { clashBase[thread] += 1 }
                busyBase[thread] = 1
                for _ in 0..<50 { clashBase[thread] += 0 }
                busyBase[thread] = 0
            }
        }
        #expect(clashes.elements.allSatisfy { $0 == 0 })
    }

    @Test("throws the first failing task's error after all have run")
    func failing() throws {
        let ran = try Buffer<Int32>(repeating: 0, count: 10)
        let base = ran.base
        let error = #expect(throws: AlbertError.self) {
            try runTasks(10, threads: 3) { (task, _) throws(AlbertError) in
                base[task] = 1
                if task == 4 || task == 7 { throw AlbertError(.format, at: "\(task)", "bad") }
            }
        }
        #expect(error?.place == "4")
        #expect(ran.elements.allSatisfy { $0 == 1 })
    }

    @Test("serves callers from many threads at once")
    func manyCallers() async throws {
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let sums = try? Buffer<Int>(repeating: 0, count: 50)
                    guard let sums else { return -1 }
                    let base = sums.base
                    for _ in 0..<100 { runTasks(50, threads: 3) { task, _ in base[task] += task } }
                    return sums.elements.reduce(0, +)
                }
            }
            for await sum in group { #expect(sum == 100 * 49 * 25) }
        }
    }

    @Test("has a default of at least one thread")
    func defaultCount() { #expect(defaultThreadCount >= 1) }
}
