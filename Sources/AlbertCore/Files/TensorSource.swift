// Where the bytes of a safetensors file come from: a file that is read at given offsets, or memory that the caller keeps.

/// Safe to read from many threads at once.
enum TensorSource: @unchecked Sendable {
    /// With its state just after it was opened; nil where that could not be had.
    case file(File, FileStamp?)
    /// The bytes must stay as they are for as long as the store is used.
    case memory(UnsafeRawBufferPointer, name: String)

    var name: String {
        switch self {
        case .file(let file, _): file.path
        case .memory(_, let name): name
        }
    }

    var byteCount: Int {
        switch self {
        case .file(let file, _): file.byteCount
        case .memory(let bytes, _): bytes.count
        }
    }

    /// Fills `target` with the bytes at `offset`, which the caller has proven to lie inside.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(AlbertError) {
        switch self {
        case .file(let file, _): try file.read(into: target, at: offset)
        case .memory(let bytes, let name):
            guard offset >= 0, offset <= bytes.count, target.count <= bytes.count - offset else {
                throw AlbertError(.internal, at: name, byteOffset: Int64(offset), "a read beyond the end")
            }
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + target.count)]))
        }
    }

    static func open(_ name: String, in directory: Directory) throws(AlbertError) -> TensorSource {
        let file = try File(path: name, in: directory)
        return .file(file, file.stamp)
    }

    /// Its state when it was opened; nil for memory.
    var stamp: FileStamp? {
        guard case .file(_, let stamp) = self else { return nil }
        return stamp
    }

    /// An IO error where the file was written to or replaced since it was opened.
    func checkUnchanged() throws(AlbertError) {
        guard case .file(let file, let stamp) = self, file.stamp != stamp else { return }
        throw AlbertError(.io, at: file.path, "changed while it was read")
    }
}
