// Builders of small files, good and bad, for the tests of the readers.
import Foundation

@testable import AlbertCore

enum Sample {
    /// A safetensors file: the length of `header`, the header, `dataByteCount` bytes 0, 1, 2, ….
    static func safetensors(_ header: String, dataByteCount: Int = 0) -> [UInt8] {
        let text = Array(header.utf8)
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init)
        return length + text + (0..<dataByteCount).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// A tensor of a header.
    static func tensor(_ name: String, _ type: String, _ shape: String, _ start: Int, _ end: Int) -> String {
        "\"\(name)\": {\"dtype\": \"\(type)\", \"shape\": \(shape), \"data_offsets\": [\(start), \(end)]}"
    }

    /// A configuration of the smallest size, with `changes` to its members: JSON texts, or "" to leave a member out.
    static func configuration(_ changes: [String: String] = [:]) -> String {
        var members: [String: String] = [
            "model_type": "\"albert\"", "vocab_size": "32", "embedding_size": "4", "hidden_size": "8",
            "num_hidden_layers": "2", "num_attention_heads": "2", "intermediate_size": "16",
            "max_position_embeddings": "16",
        ]
        for (name, value) in changes { members[name] = value }
        return "{"
            + members.filter { $0.value != "" }.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(
                separator: ",\n ") + "}"
    }

}

/// A directory that is removed with its contents when the test lets go of it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/albert-test-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        path = String(cString: made)
    }

    deinit { remove() }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func open() throws(AlbertError) -> Directory { try Directory(path: path) }
}
