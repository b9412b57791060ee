// Work cut into fixed tasks and run side by side.
import CAlbert

/// Runs `body(index)` for every index below `taskCount` on up to `threadCount` threads and returns when all are done.
/// Tasks must not depend on each other's order.
func runTasks(_ taskCount: Int, threads threadCount: Int, _ body: (Int) -> Void) {
    guard taskCount > 0 else { return }
    guard taskCount > 1, threadCount > 1 else {
        for index in 0..<taskCount { body(index) }
        return
    }
    withoutActuallyEscaping(body) { body in
        var context = TaskContext(body: body)
        withUnsafeMutablePointer(to: &context) { pointer in
            albert_threads_run(
                Int32(clamping: threadCount), Int32(clamping: taskCount),
                { context, index in
                    context?.assumingMemoryBound(to: TaskContext.self).pointee.body(Int(index))
                }, pointer)
        }
    }
}

private struct TaskContext { let body: (Int) -> Void }

/// The number of threads a call uses when nobody says.
var defaultThreadCount: Int { Int(albert_threads_default()) }
