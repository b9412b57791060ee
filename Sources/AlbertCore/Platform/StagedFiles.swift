// Files that take their places in a directory together, once all of them are written. Until then they lie in a directory of
// their own: beside the target where there is none yet, so that it appears whole; inside it where there is one. Whatever goes
// wrong before that, the directory with everything in it is removed.
import CAlbert
import Glibc

/// One-time use: made, filled, committed.
final class StagedFiles {
    /// How the names of directories begin that files lie in meanwhile.
    static let prefix = ".albert-"

    /// Where the files go, as the user knows it.
    let target: String
    /// nil where the target does not exist yet.
    private let existing: Directory?
    private let staging: Directory
    private var fileNames: [String] = []
    private var folderNames: [String] = []
    private var isCommitted = false

    /// `target` is a directory, or nothing yet in a directory that exists.
    init(for target: String) throws(AlbertError) {
        self.target = target
        guard !target.isEmpty else { throw AlbertError(.path, at: target, "the path is empty") }
        guard !target.utf8.contains(0) else { throw AlbertError(.path, at: target, "the path contains a NUL") }
        // A path that ends with a slash is looked at through links.
        switch albert_file_kind(-1, target + "/") {
        case 0: existing = nil
        case 1: existing = try Directory(path: target)
        case -ENOTDIR:
            throw AlbertError(.path, at: target, "not a directory", systemError: ENOTDIR)
        case let reason: throw .cannotWrite(target, "cannot be looked at", reason: -reason)
        }
        staging = try Self.makeStaging(in: existing == nil ? parent(of: target) : target, for: target)
    }

    deinit { removeStaging() }

    /// The directory that is there already; nil where it is yet to be made.
    var existingDirectory: Directory? { existing }

    /// A new file, which will be called `name`; `name` may begin with a folder that `addFolder` has made.
    func addFile(_ name: String) throws(AlbertError) -> NewFile {
        let file = try NewFile(name, in: staging, path: target + "/" + name)
        fileNames.append(name)
        return file
    }

    func addFolder(_ name: String) throws(AlbertError) {
        let reason = albert_directory_make(staging.descriptor, name)
        guard reason == 0 else { throw .cannotWrite(target + "/" + name, "cannot be created", reason: -reason) }
        folderNames.append(name)
    }

    /// Puts the files, all of them finished, into their places: in the order in which they were added where the target exists,
    /// at once where it does not.
    func commit() throws(AlbertError) {
        if let existing { try moveFiles(into: existing) } else { try becomeTarget() }
    }

    private func becomeTarget() throws(AlbertError) {
        for name in folderNames { try sync(try Directory(path: staging.path + "/" + name)) }
        try sync(staging)
        let reason = albert_file_rename(-1, staging.path, -1, target)
        guard reason == 0 else { throw .cannotWrite(target, "cannot be created", reason: -reason) }
        isCommitted = true
        try sync(try Directory(path: parent(of: target)))
    }

    private func moveFiles(into existing: Directory) throws(AlbertError) {
        // Looked at before the first is moved, so that none is moved where another cannot be.
        for name in folderNames { try check(name, isIn: existing, kinds: 0...1, "not a directory") }
        for name in fileNames { try check(name, isIn: existing, kinds: [0, 2], "not a regular file") }
        for name in folderNames where albert_file_kind(existing.descriptor, name) == 0 {
            let reason = albert_directory_make(existing.descriptor, name)
            guard reason == 0 else { throw .cannotWrite(target + "/" + name, "cannot be created", reason: -reason) }
        }
        for name in fileNames {
            let reason = albert_file_rename(staging.descriptor, name, existing.descriptor, name)
            guard reason == 0 else { throw .cannotWrite(target + "/" + name, "cannot be replaced", reason: -reason) }
        }
        for name in folderNames { try sync(try Directory(path: target + "/" + name)) }
        try sync(existing)
    }

    private func check(
        _ name: String, isIn directory: Directory, kinds: some Collection<Int32>, _ otherwise: String
    ) throws(AlbertError) {
        let kind = albert_file_kind(directory.descriptor, name)
        // What lies in a folder that is not there yet is not there either.
        guard kind >= 0 else { throw .cannotWrite(target + "/" + name, "cannot be looked at", reason: -kind) }
        guard kinds.contains(kind) else { throw AlbertError(.path, at: target + "/" + name, otherwise) }
    }

    private func sync(_ directory: Directory) throws(AlbertError) {
        let reason = albert_file_sync(directory.descriptor)
        guard reason == 0 else { throw .cannotWrite(directory.path, "cannot be written", reason: -reason) }
    }

    /// What cannot be removed is left: there is nobody to tell.
    private func removeStaging() {
        guard !isCommitted else { return }
        for name in fileNames { _ = albert_file_remove(staging.descriptor, name) }
        for name in folderNames { _ = albert_directory_remove(staging.descriptor, name) }
        _ = albert_directory_remove(-1, staging.path)
    }

    private static func makeStaging(in parent: String, for target: String) throws(AlbertError) -> Directory {
        var reason: Int32 = 0
        let made = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { path -> String? in
            guard let text = path.baseAddress else { return nil }
            reason = albert_directory_make_temporary(parent, text, path.count)
            return reason == 0 ? String(cString: text) : nil
        }
        guard let made else { throw .cannotWrite(target, "cannot be written to", reason: -reason) }
        do throws(AlbertError) {
            return try Directory(path: made)
        } catch {
            _ = albert_directory_remove(-1, made)
            throw error
        }
    }
}

/// The directory in which `path` names something: "." for a plain name.
private func parent(of path: String) -> String {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
}
