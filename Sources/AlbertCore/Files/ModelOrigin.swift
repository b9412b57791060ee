// Where an open model came from, so that it can be saved: a model keeps its weights packed for its products, and only its files
// hold the exact bytes.

/// A model's directory, and the state of its files just before they were read.
struct ModelOrigin: Sendable {
    static let tokenizerNames = [
        "tokenizer.json", "spiece.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    ]
    /// What is saved beside the weights, as it is.
    private static let companionNames =
        ["config.json"] + tokenizerNames + SentenceVectorFiles.names

    let path: String
    /// Folders of sentence-transformers' pooling modules.
    let poolingFolders: [String]
    private let stamps: [FileStamp?]
    private var weightStamps: [FileStamp?] = []

    init(_ directory: Directory, poolingFolders: [String] = []) {
        path = realPath(directory.path)
        self.poolingFolders = poolingFolders
        let path = directory.path
        stamps = Self.names(poolingFolders).map { FileStamp(path: path + "/" + $0) }
    }

    /// The same, with the state of the weights' files as `store` found it.
    func with(weights store: TensorStore) -> ModelOrigin {
        var origin = self
        origin.weightStamps = store.stamps
        return origin
    }

    /// The companions that are there, each with its name.
    var companions: [String] {
        zip(Self.names(poolingFolders), stamps).compactMap { name, stamp in stamp == nil ? nil : name }
    }

    /// Those of them that make up the tokenizer.
    var tokenizerCompanions: [String] { companions.filter(Self.tokenizerNames.contains) }

    /// Whether this is the model's own directory, by whatever path.
    func isDirectory(_ directory: Directory) -> Bool {
        guard let one = FileStamp(path: directory.path), let other = FileStamp(path: path) else { return false }
        return one.isSameFile(as: other)
    }

    /// Throws where a directory that is about to be written to has files of another model which would not be replaced: a model must
    /// not be mixed from two. `written` are the companions that come.
    static func refuseAnotherModel(in directory: Directory, besides written: [String]) throws(AlbertError) {
        for name in companionNames + [ShardIndex.fileName] where !written.contains(name) && directory.contains(name) {
            throw AlbertError(
                .argument, at: directory.path,
                "holds another model: it has \(quoted(name)), which this model has not")
        }
    }

    /// Copies companions in pieces, so that they may be of any size.
    func copy(_ names: [String], to files: StagedFiles, watch: Watch) throws(AlbertError) {
        let piece = try Buffer<UInt8>(uninitialized: 1 << 20)
        for name in names {
            let source = try File(path: path + "/" + name)
            let target = try files.addFile(name)
            for start in stride(from: 0, to: source.byteCount, by: piece.count) {
                try watch.check()
                let bytes = UnsafeMutableRawBufferPointer(
                    start: piece.base, count: min(piece.count, source.byteCount - start))
                try source.read(into: bytes, at: start)
                try target.append(UnsafeRawBufferPointer(bytes))
            }
            try target.finish()
        }
    }

    /// Opens the weights anew, an IO error where they or their companions are not what was read.
    func reopenWeights() throws(AlbertError) -> TensorStore {
        let directory = try Directory(path: path)
        try checkCompanions()
        let store = try TensorStore.open(in: directory)
        guard store.stamps == weightStamps else {
            throw Self.changed(zip(store.fileNames, zip(store.stamps, weightStamps)).first { $1.0 != $1.1 }?.0 ?? path)
        }
        return store
    }

    /// To be called again when all have been copied.
    func checkCompanions() throws(AlbertError) {
        for (name, stamp) in zip(Self.names(poolingFolders), stamps)
        where FileStamp(path: path + "/" + name) != stamp { throw Self.changed(path + "/" + name) }
    }

    private static func changed(_ path: String) -> AlbertError {
        AlbertError(.io, at: path, "changed since the model was opened, so the model cannot be saved from it")
    }

    private static func names(_ folders: [String]) -> [String] {
        companionNames + folders.map { $0 + "/config.json" }
    }
}
