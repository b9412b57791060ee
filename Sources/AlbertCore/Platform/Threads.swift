// Work cut into fixed tasks and run side by side.
import CAlbert

/// Runs `body(task, thread)` for every task below `taskCount` on up to `threadCount` threads and returns when all are done.
/// Tasks must not depend on each other's order. No two tasks run with the same `thread` (below `threadCount`) at once.
func runTasks(_ taskCount: Int, threads threadCount: Int, _ body: (_ task: Int, _ thread: Int) -> Void) {
    guard taskCount > 1, threadCount > 1 else {
        for index in 0..<max(taskCount, 0) { body(index, 0) }
        return
    }
    withoutActuallyEscaping(body) { body in
        var context = TaskContext(body: body)
        withUnsafeMutablePointer(to: &context) { pointer in
            albert_threads_run(
                Int32(clamping: threadCount), Int32(clamping: taskCount),
                { context, index, thread in
                    context?.assumingMemoryBound(to: TaskContext.self).pointee.body(Int(index), Int(thread))
                }, pointer)
        }
    }
}

private struct TaskContext { let body: (Int, Int) -> Void }

/// The same for tasks that may fail: the error of the first task, in order, that failed is thrown when all are done.
func runTasks(
    _ taskCount: Int, threads threadCount: Int, failing body: (_ task: Int, _ thread: Int) throws(AlbertError) -> Void
) throws(AlbertError) {
    let lock = try Lock()
    var failed: (task: Int, error: AlbertError)?
    withUnsafeMutablePointer(to: &failed) { failed in
        let failed = SharedFailure(pointer: failed)
        runTasks(taskCount, threads: threadCount) { task, thread in
            do throws(AlbertError) {
                try body(task, thread)
            } catch {
                lock.withLock {
                    if failed.pointer.pointee.map({ task < $0.task }) ?? true { failed.pointer.pointee = (task, error) }
                }
            }
        }
    }
    if let failed { throw failed.error }
}

private struct SharedFailure: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<(task: Int, error: AlbertError)?>
}

/// The number of threads a call uses when nobody says.
var defaultThreadCount: Int { Int(albert_threads_default()) }
