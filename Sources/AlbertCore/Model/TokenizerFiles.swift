// A model's tokenizer as files, in memory: a training may outlive the directory that it began with, and hours of it should not end
// because somebody touched that.

/// The files of a model's tokenizer as they were when the model was opened.
final class TokenizerFiles: @unchecked Sendable {
    private final class Copy {
        let name: String
        let bytes: Buffer<UInt8>

        init(_ name: String, _ bytes: consuming Buffer<UInt8>) {
            self.name = name
            self.bytes = bytes
        }
    }

    private let origin: ModelOrigin
    private let copies: [Copy]

    /// Reads them; an IO error where one changed since the model was opened.
    init(_ origin: ModelOrigin) throws(AlbertError) {
        var copies: [Copy] = []
        for name in origin.tokenizerCompanions {
            copies.append(Copy(name, try File(path: origin.path + "/" + name).readAll(limit: 1 << 30)))
        }
        try origin.checkCompanions()
        self.origin = origin
        self.copies = copies
    }

    var names: [String] { copies.map(\.name) }

    /// Whether `directory` is where they come from.
    func come(from directory: Directory) -> Bool { origin.isDirectory(directory) }

    func write(to files: StagedFiles) throws(AlbertError) {
        for copy in copies {
            let file = try files.addFile(copy.name)
            try file.append(UnsafeRawBufferPointer(copy.bytes.elements))
            try file.finish()
        }
    }
}
