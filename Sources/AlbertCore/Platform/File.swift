// Regular files, read at given offsets. Never mapped: a mapped file that shrinks kills the process.
import CAlbert
import Glibc

/// An open regular file.
final class File: @unchecked Sendable {
    /// The path as the user knows it, for messages.
    let path: String
    let byteCount: Int
    private let descriptor: Int32
    private let directory: Directory?
    private let name: String

    /// What stands at its place now, wherever the host has gone meanwhile.
    var stamp: FileStamp? { FileStamp(path: name, in: directory) }

    /// Opens `path`, or `name` inside `directory`.
    init(path: String, in directory: Directory? = nil) throws(AlbertError) {
        self.directory = directory
        name = path
        self.path = directory.map { $0.path + "/" + path } ?? path
        guard !path.utf8.contains(0) else { throw AlbertError(.path, at: self.path, "the path contains a NUL") }
        var size: Int64 = 0
        let opened = albert_file_open(directory?.descriptor ?? -1, path, &size)
        guard opened >= 0 else { throw .cannotOpen(self.path, reason: -opened) }
        guard let count = Int(exactly: size), count >= 0 else {
            albert_file_close(opened)
            throw AlbertError(.limit, at: self.path, "a file of \(size) bytes is too large")
        }
        descriptor = opened
        byteCount = count
    }

    deinit { albert_file_close(descriptor) }

    /// Fills `target` with the bytes at `offset`.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(AlbertError) {
        guard let base = target.baseAddress, !target.isEmpty else { return }
        switch albert_file_read(descriptor, base, target.count, Int64(offset)) {
        case 0: return
        case 1:
            throw AlbertError(
                .format, at: path, byteOffset: Int64(offset), "truncated while reading: \(target.count) bytes expected")
        case let reason: throw .cannotRead(path, reason: -reason)
        }
    }

    /// The whole file, refused when it is larger than `limit`.
    func readAll(limit: Int) throws(AlbertError) -> Buffer<UInt8> {
        guard byteCount <= limit else {
            throw AlbertError(.limit, at: path, "the file has \(byteCount) bytes, the limit is \(limit)")
        }
        var bytes = try Buffer<UInt8>(capacity: byteCount)
        try bytes.resize(byteCount)
        try read(into: UnsafeMutableRawBufferPointer(bytes.mutableElements), at: 0)
        return bytes
    }
}

/// An open directory, from which files are opened by name.
final class Directory: @unchecked Sendable {
    let path: String
    let descriptor: Int32
    /// The process that holds the lock.
    private var lockOwner: pid_t?

    init(path: String) throws(AlbertError) {
        self.path = path
        guard !path.utf8.contains(0) else { throw AlbertError(.path, at: path, "the path contains a NUL") }
        let opened = albert_directory_open(path)
        guard opened >= 0 else { throw .cannotOpen(path, reason: -opened) }
        descriptor = opened
    }

    deinit {
        // A forked child has a copy of the descriptor: closing this one alone would leave the lock with it. A child that closes its
        // own copy must not unlock.
        if lockOwner == getpid() { albert_directory_unlock(descriptor) }
        albert_file_close(descriptor)
    }

    /// Whether it has been removed since it was opened.
    var isRemoved: Bool { albert_directory_is_removed(descriptor) }

    func contains(_ name: String) -> Bool { albert_file_exists(descriptor, name) }

    /// Makes a directory where there is none.
    static func make(_ path: String) throws(AlbertError) {
        guard !path.utf8.contains(0) else { throw AlbertError(.path, at: path, "the path contains a NUL") }
        let reason = albert_directory_make(-1, path)
        guard reason == 0 || reason == -EEXIST else {
            throw .cannotWrite(path, "cannot be created", reason: -reason)
        }
    }

    /// Keeps others who ask for this out, in this process and elsewhere, until the object is gone: BUSY where one is there.
    func lock() throws(AlbertError) {
        let reason = albert_directory_lock(descriptor)
        guard reason != -EWOULDBLOCK else {
            throw AlbertError(.busy, at: path, "another training writes its checkpoints here")
        }
        guard reason == 0 else { throw .cannotWrite(path, "cannot be locked", reason: -reason) }
        lockOwner = getpid()
    }

    /// Removes a file in this directory; what cannot be removed stays.
    func removeFile(_ name: String) { _ = albert_file_remove(descriptor, name) }

    /// Removes a directory in this one with the files in it that `files` names; what cannot be removed stays.
    func remove(_ name: String, files: [String]) {
        for file in files { _ = albert_file_remove(descriptor, name + "/" + file) }
        _ = albert_directory_remove(descriptor, name)
    }
}

extension AlbertError {
    static func cannotOpen(_ path: String, reason: Int32) -> AlbertError {
        switch reason {
        case EISDIR, EINVAL, ENXIO: AlbertError(.path, at: path, "not a regular file", systemError: reason)
        default: AlbertError(.io, at: path, "cannot be opened: \(systemMessage(reason))", systemError: reason)
        }
    }

    fileprivate static func cannotRead(_ path: String, reason: Int32) -> AlbertError {
        AlbertError(.io, at: path, "cannot be read: \(systemMessage(reason))", systemError: reason)
    }
}

/// The system's sentence for an error number.
func systemMessage(_ reason: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
        String(cString: albert_system_message(reason, text.baseAddress, text.count))
    }
}

/// Whether `path` names anything.
func fileExists(_ path: String) -> Bool { albert_file_exists(-1, path) }

/// The path of the library (or program) that holds this code; "" when unknown.
var ownPath: String { String(cString: albert_own_path()) }

/// The path of the running program; "" when unknown.
var programPath: String { String(cString: albert_program_path()) }
