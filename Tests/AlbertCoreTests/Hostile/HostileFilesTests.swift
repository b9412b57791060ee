// Every hostile file, through the reader it is meant for: the promised status, a message on one line that holds the promised
// part, and a reader that works afterwards as before. The same files go through the C header in Tests/Hostile/hostile.c.
import Foundation
import Testing

@testable import AlbertCore

/// Runs `body` on a thread with little stack, as a host's own threads may have.
private func withSmallStack(_ body: @escaping @Sendable () -> Void) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
        body()
        done.signal()
    }
    thread.stackSize = 256 << 10
    thread.start()
    done.wait()
}

private func memory(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

@Suite("hostile files") struct HostileFilesTests {
    private let files: HostileFiles

    init() throws { files = try HostileFiles.shared.get() }

    private func good(_ name: String) -> String { files.directory.path + "/good/" + name }

    /// Opens every file of a kind with `open`, then a good one.
    private func check(
        _ kind: String, where isIncluded: (HostileFiles.Case) -> Bool = { _ in true }, good: String,
        _ open: @escaping @Sendable (String) throws -> Void
    ) throws {
        let cases = files.cases(kind).filter(isIncluded)
        #expect(!cases.isEmpty)
        for one in cases {
            let path = files.directory.path + "/" + one.path
            let isDeep = one.path.contains("deep") || one.row == "ST9" || one.row == "SP5"
            nonisolated(unsafe) var thrown: (any Error)?
            let attempt: @Sendable () -> Void = { do { try open(path) } catch { thrown = error } }
            if isDeep { withSmallStack(attempt) } else { attempt() }
            guard let error = thrown else {
                if one.status != "OK" { Issue.record("\(one.path): accepted, expected \(one.status)") }
                continue
            }
            guard let error = error as? AlbertError else {
                Issue.record("\(one.path): \(error)")
                continue
            }
            let status = String(describing: error.code).uppercased()
            let text = error.description.replacingOccurrences(of: files.directory.path, with: "")
            if status != one.status { Issue.record("\(one.path): \(status), expected \(one.status): \(text)") }
            if !one.message.isEmpty, !text.contains(one.message) {
                Issue.record("\(one.path): '\(one.message)' is not in: \(text)")
            }
            if text.unicodeScalars.contains(where: { $0.value < 0x20 }) || text.utf8.count > 1000 {
                Issue.record("\(one.path): a message that is not one short line: \(text.prefix(2000))")
            }
            #expect(throws: Never.self, "after \(one.path)") { try open(good) }
        }
    }

    @Test("at least 400 files, covering every row") func coverage() {
        #expect(files.cases.count >= 400)
        let rows = Set(files.cases.map(\.row))
        let expected =
            (1...26).map { "ST\($0)" } + [1, 2, 4, 5, 6, 7, 8].map { "IX\($0)" } + (1...14).map { "CF\($0)" }
            + (1...18).map { "SP\($0)" } + (1...10).map { "TJ\($0)" }
            + [1, 3, 4, 7, 8, 9, 10, 11, 12, 13].map { "TX\($0)" }
        #expect(expected.filter { !rows.contains($0) } == [])
    }

    @Test("safetensors files") func safetensors() throws {
        try check("safetensors", good: good("model.safetensors")) { path in
            try memory(path).withUnsafeBytes { bytes in
                let store = try TensorStore.open(bytes: bytes, name: path)
                for entry in store.entries where entry.elementCount > 0 {
                    var element = [UInt8](repeating: 0, count: entry.type.byteCount)
                    try element.withUnsafeMutableBytes { target in
                        try store.read(entry, elements: entry.elementCount - 1..<entry.elementCount, into: target)
                    }
                }
                try store.finish()
            }
        }
    }

    @Test("configurations") func configurations() throws {
        try check("config", good: good("config.json")) { path in
            try memory(path).withUnsafeBytes { _ = try ModelConfiguration.read($0, name: path) }
        }
    }

    @Test("model directories: configuration, shards and what they are made of") func directories() throws {
        let rows = ["IX", "RS", "CV", "ST5"]
        let good = files.directory.path + "/model/ix0_good"
        try check("model", where: { one in rows.contains { one.row.hasPrefix($0) } }, good: good) { path in
            let directory = try Directory(path: path)
            _ = try ModelConfiguration.read(in: directory)
            try TensorStore.open(in: directory).finish()
        }
    }

    @Test("SentencePiece models, loaded and then used") func sentencePiece() throws {
        try check("spiece", good: good("spiece.model"), openTokenizer)
    }

    @Test("tokenizer.json files, loaded and then used") func tokenizerJSON() throws {
        try check("tokenizer_json", good: good("tokenizer.json"), openTokenizer)
        try check("tokenizer", good: files.directory.path + "/tokenizer/tj9_both", openTokenizer)
    }

    @Test("texts") func texts() throws {
        let path = Repository.bundledModel + "/spiece.model"
        let tokenizer = try Tokenizer.open(path: path)
        try check("text", good: files.directory.path + "/text/tx3_ff") { path in
            try memory(path).withUnsafeBytes { bytes in
                try use(tokenizer, bytes.bindMemory(to: UInt8.self))
            }
        }
    }
}

/// A tokenizer that loads must also work: it encodes and decodes.
@Sendable private func openTokenizer(_ path: String) throws {
    let tokenizer = try Tokenizer.open(path: path)
    try Array("The cat sat, 1,1 [MASK] A\0 é中 \u{FFFD}".utf8).withUnsafeBufferPointer { try use(tokenizer, $0) }
}

private func use(_ tokenizer: Tokenizer, _ text: UnsafeBufferPointer<UInt8>) throws {
    let encoded = try tokenizer.encode(text, pair: nil, options: .init(), watch: .none)
    #expect(encoded.ids.count >= 2)
    for row in 0..<encoded.ids.count {
        if encoded.starts[row] < 0 || encoded.ends[row] < encoded.starts[row] || Int(encoded.ends[row]) > text.count {
            Issue.record("row \(row) lies at \(encoded.starts[row])..<\(encoded.ends[row]) of \(text.count) bytes")
            return
        }
    }
    _ = try tokenizer.decode(encoded.ids.elements, skipsSpecialTokens: true)
}
