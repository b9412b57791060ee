// A file that is being written. It has a name of its own, which whoever makes it gives to it and takes away: see
// StagedFiles.swift.
import CAlbert

/// A new file, written from its start to its end. `finish` is the only way to know that its bytes are on the disk.
final class NewFile {
    /// The path as the user knows it, for messages.
    let path: String
    private(set) var byteCount = 0
    private var descriptor: Int32

    /// Creates `name` in `directory`; `path` is what messages call it. What is already there is an error.
    init(_ name: String, in directory: Directory, path: String) throws(AlbertError) {
        self.path = path
        descriptor = albert_file_create(directory.descriptor, name)
        guard descriptor >= 0 else { throw .cannotWrite(path, "cannot be created", reason: -descriptor) }
    }

    deinit { if descriptor >= 0 { albert_file_close(descriptor) } }

    func append(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        let reason = albert_file_append(descriptor, base, bytes.count)
        guard reason == 0 else {
            throw .cannotWrite(path, "cannot be written", byteOffset: Int64(clamping: byteCount), reason: -reason)
        }
        byteCount = try checkedSum(byteCount, bytes.count)
    }

    /// Waits until everything is on the disk, and closes the file.
    func finish() throws(AlbertError) {
        guard descriptor >= 0 else { return }
        let reason = albert_file_finish(descriptor)
        descriptor = -1
        guard reason == 0 else { throw .cannotWrite(path, "cannot be written", reason: -reason) }
    }
}

extension AlbertError {
    static func cannotWrite(
        _ path: String, _ what: String, byteOffset: Int64 = -1, reason: Int32
    ) -> AlbertError {
        AlbertError(
            .io, at: path, byteOffset: byteOffset, "\(what): \(systemMessage(reason))", systemError: reason)
    }
}
