// Where an open model came from, so that it can be saved: a model keeps its weights packed for its products, and only its files
// hold the exact bytes.

/// A model's directory, and the state of its files just before they were read.
struct ModelOrigin: Sendable {
    /// What is saved beside the weights, as it is.
    static let companionNames = [
        "config.json", "tokenizer.json", "spiece.model", "tokenizer_config.json", "special_tokens_map.json",
        "added_tokens.json", "modules.json", "sentence_bert_config.json",
    ]
    private static let poolingFolderLimit = 16

    let path: String
    /// Folders called `*_Pooling`, as sentence-transformers makes them.
    let poolingFolders: [String]
    private let stamps: [FileStamp?]
    private var weightStamps: [FileStamp?] = []

    init(_ directory: Directory) {
        path = realPath(directory.path)
        poolingFolders = Self.poolingFolders(in: directory)
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

    private static func poolingFolders(in directory: Directory) -> [String] {
        var folders: [String] = []
        var last = ""
        while folders.count < poolingFolderLimit,
            let name = directory.firstName(endingWith: "_Pooling", after: last)
        {
            folders.append(name)
            last = name
        }
        return folders
    }
}
