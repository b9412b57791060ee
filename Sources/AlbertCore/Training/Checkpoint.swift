// A training on disk: weights, moments and how far it is, so that another process goes on with the same bits. A checkpoint is a
// directory of its own that appears whole; the last two are kept, so that one is good whatever happens to the other.

/// What a checkpoint says beside its numbers.
struct CheckpointNote: Equatable, Sendable {
    let step: Int
    /// What the caller wanted to remember; UTF-8 repaired.
    let text: String
}

/// A directory of checkpoints, held against others for as long as this object lives.
final class CheckpointDirectory {
    private static let ending = ".checkpoint"
    private static let manifestName = "checkpoint.json"
    private static let stateName = "state.safetensors"
    private static let keptCount = 2
    private static let version = 1
    private static let manifestByteLimit = 64 << 20
    /// Of a note, which may grow sixfold where every byte of it is escaped.
    static let noteByteLimit = 8 << 20

    let path: String
    private let directory: Directory

    /// Makes the directory where there is none. BUSY where another training has it. What a process left that was killed while it
    /// wrote here is removed.
    init(_ path: String) throws(AlbertError) {
        try Directory.make(path)
        self.path = path
        directory = try Directory(path: path)
        try directory.lock()
        var last = ""
        while let name = directory.firstName(startingWith: StagedFiles.prefix), name > last {
            directory.remove(name, files: [Self.stateName, Self.manifestName])
            last = name
        }
    }

    /// Whether `path` leads here, however it is spelled: not where the directory was removed, even if one of its name was made anew.
    func lies(at path: String) -> Bool {
        guard !directory.isRemoved, let here = FileStamp(path: self.path), let there = FileStamp(path: path) else {
            return false
        }
        return here.isSameFile(as: there)
    }

    /// The names of the checkpoints, oldest first.
    private var names: [String] {
        var names: [String] = []
        while let next = directory.firstName(endingWith: Self.ending, after: names.last ?? "") { names.append(next) }
        return names
    }

    // --- writing ----------------------------------------------------------------------------------------------------

    /// Writes the trainer's state, then removes all but the last two checkpoints.
    func write(_ trainer: Trainer, note: String, watch: Watch) throws(AlbertError) {
        let name = nextName(step: trainer.step)
        let files = try StagedFiles(for: path + "/" + name)
        let state = try files.addFile(Self.stateName)
        try SafeTensorsWriter(trainer.tensors).write(to: state, watch: watch)
        try state.finish()
        let manifest = try files.addFile(Self.manifestName)
        let text = try manifestText(trainer, note: note)
        try manifest.append(UnsafeRawBufferPointer(text.elements))
        try manifest.finish()
        try watch.check()
        try files.commit()
        for old in names.dropLast(Self.keptCount) { directory.remove(old, files: [Self.stateName, Self.manifestName]) }
    }

    /// Above all names that are there, so that the order of names is that in which checkpoints were written, whatever step they are
    /// of: the step where that is enough, else the next number.
    private func nextName(step: Int) -> String {
        let newest = names.last.flatMap { Int($0.prefix { $0.isNumber }) } ?? -1
        return zeroPadded(max(step, newest < Int.max ? newest + 1 : newest), to: 12) + Self.ending
    }

    private func manifestText(_ trainer: Trainer, note: String) throws(AlbertError) -> Buffer<UInt8> {
        var text = try Buffer<UInt8>()
        let (settings, checksum) = (trainer.fingerprint, String(trainer.checksum, radix: 16))
        try text.appendText("{\"version\": \(Self.version), \"step\": \(trainer.step), \"settings\": ")
        try text.appendJSON(settings)
        try text.appendText(", \"checksum\": \"\(checksum)\", \"note\": ")
        try text.appendJSON(note)
        try text.appendText(
            ", \"manifest_checksum\": \"\(Self.checksum([Self.version, trainer.step], [settings, checksum, note]))\"}\n"
        )
        return text
    }

    /// The checksum of what a manifest says.
    private static func checksum(_ numbers: [Int], _ texts: [String]) -> String {
        var sum = Checksum()
        for var text in numbers.map({ "\($0)" }) + texts {
            text.append("\0")
            text.withUTF8 { sum.add(UnsafeRawBufferPointer($0)) }
        }
        return String(sum.value, radix: 16)
    }

    // --- reading ----------------------------------------------------------------------------------------------------

    /// Brings the trainer to the newest checkpoint that is sound; nil where there is no checkpoint at all. `accept` sees its note
    /// before anything changes. Throws where none is sound, or where the newest sound one is of another training. The trainer is
    /// as before then.
    func restore(
        _ trainer: Trainer, watch: Watch = .none, accept: (CheckpointNote) throws(AlbertError) -> Void = { _ in }
    ) throws(AlbertError) -> CheckpointNote? {
        var first: AlbertError?
        for name in names.reversed() {
            let (note, saved): (CheckpointNote, TrainerState)
            do throws(AlbertError) {
                let inside = try Directory(path: path + "/" + name)
                let manifest = try readManifest(in: inside, for: trainer)
                note = manifest.note
                saved = try readState(in: inside, checksum: manifest.checksum, for: trainer, watch)
            } catch {
                guard [.format, .io, .limit].contains(error.code) else { throw error }
                first = first ?? error
                continue
            }
            try accept(note)
            trainer.restore(saved, step: note.step)
            return note
        }
        if let first { throw first }
        return nil
    }

    private func readManifest(
        in inside: Directory, for trainer: Trainer
    ) throws(AlbertError) -> (note: CheckpointNote, checksum: String) {
        let file = try File(path: Self.manifestName, in: inside)
        let bytes = try file.readAll(limit: Self.manifestByteLimit)
        let limits = JSONLimits(byteCount: Self.manifestByteLimit, valueCount: 64)
        let document = try JSONDocument(UnsafeRawBufferPointer(bytes.elements), name: file.path, limits: limits)
        guard document.root.kind == .object else {
            throw AlbertError(.format, at: file.path, "a JSON object expected, found \(document.root.summary)")
        }
        let keys = JSONObjectReader(place: file.path, object: document.root)
        let version = try keys.size("version", 1...1_000_000)
        let step = try keys.size("step", 0...Int(Int32.max))
        let settings = try keys.text("settings")
        let note = try keys.text("note") ?? ""
        let checksum = try keys.text("checksum") ?? ""
        guard try keys.text("manifest_checksum") == Self.checksum([version, step], [settings ?? "", checksum, note])
        else {
            throw AlbertError(.format, at: file.path, "the checksum is wrong")
        }
        guard version == Self.version else {
            throw AlbertError(.unsupported, at: file.path, "a checkpoint of another version")
        }
        guard settings == trainer.fingerprint else {
            throw AlbertError(
                .argument, at: file.path,
                "the checkpoint is of another training: \(settings ?? "no settings") instead of \(trainer.fingerprint)")
        }
        return (CheckpointNote(step: step, text: note), checksum)
    }

    private func readState(
        in inside: Directory, checksum: String, for trainer: Trainer, _ watch: Watch
    ) throws(AlbertError) -> TrainerState {
        let saved: TrainerState
        do throws(AlbertError) {
            let store = try TensorStore.open(file: Self.stateName, in: inside)
            saved = try TrainerState(trainer, from: ParameterSource(store, kernels: trainer.kernels), watch)
        } catch {
            // The trainer's own settings wrote the file: whatever it asks for that this one has not is damage.
            guard [.unsupported, .missing].contains(error.code) else { throw error }
            throw AlbertError(.format, at: error.place, byteOffset: error.byteOffset, error.detail)
        }
        guard checksum == String(saved.checksum, radix: 16) else {
            throw AlbertError(.format, at: inside.path + "/" + Self.stateName, "the checksum is wrong")
        }
        return saved
    }
}
