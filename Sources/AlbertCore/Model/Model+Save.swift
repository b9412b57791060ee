// A model written down in the Hugging Face layout, as transformers would write it today: one safetensors file with the exact
// bytes of the model's own files, and beside it configuration and tokenizer as they are.

extension Model {
    /// Saves the model in `directory`, which is made where there is none. Files of the same name are replaced, each as a whole
    /// and only when all are written; another model's files, which would mix with this one's, are refused.
    public func save(to directory: String) throws(AlbertError) { try save(to: directory, watch: .none) }

    func save(to target: String, watch: Watch) throws(AlbertError) {
        guard let origin else {
            throw AlbertError(
                .unsupported, at: name, "the model was opened from memory, so there are no files to save it from")
        }
        let store = try origin.reopenWeights()
        let files = try StagedFiles(for: target)
        if let existing = files.existingDirectory { try check(existing, against: origin) }
        for folder in origin.poolingFolders { try files.addFolder(folder) }
        try origin.copy(origin.companions, to: files, watch: watch)
        let names = CurrentTensorNames(
            store, architectures: configuration.architectures, tiesWordEmbeddings: configuration.tiesWordEmbeddings)
        let weights = try files.addFile(TensorStore.fileName)
        try SafeTensorsWriter(try names.tensors(), from: store).write(to: weights, watch: watch)
        try store.finish()
        try origin.checkCompanions()
        try weights.finish()
        try watch.check()
        try files.commit()
    }

    private func check(_ existing: Directory, against origin: ModelOrigin) throws(AlbertError) {
        guard !origin.isDirectory(existing) else {
            throw AlbertError(.argument, at: existing.path, "is the model's own directory")
        }
        try ModelOrigin.refuseAnotherModel(in: existing, besides: origin.companions)
    }
}
