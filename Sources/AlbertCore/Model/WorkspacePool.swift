// Workspaces that are free, so that a warm forward allocates nothing and callers on many threads do not wait.

/// Lends workspaces to computations.
final class WorkspacePool: @unchecked Sendable {
    private let lock: Lock
    private var idle: [Workspace] = []
    /// How many were ever made: it stops growing once a program is warm.
    private(set) var madeCount = 0
    let shape: Workspace.Shape
    /// More idle ones than this are given back to the system.
    private let idleLimit = 16

    init(_ shape: Workspace.Shape) throws(AlbertError) {
        lock = try Lock()
        self.shape = shape
        idle.reserveCapacity(idleLimit)
    }

    /// Lends a workspace to `body`.
    func withWorkspace(_ body: (Workspace) throws(AlbertError) -> Void) throws(AlbertError) {
        let workspace: Workspace
        if let one = lock.withLock({ idle.popLast() }) {
            workspace = one
        } else {
            workspace = try Workspace(shape)
            lock.withLock { madeCount += 1 }
        }
        defer { lock.withLock { if idle.count < idleLimit { idle.append(workspace) } } }
        try body(workspace)
    }
}
