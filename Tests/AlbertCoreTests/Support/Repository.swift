// Where the tests find what is committed beside them.
import Foundation

enum Repository {
    /// The root of the checkout, from this file's own place.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let golden = root.appendingPathComponent("Tests/Golden")
    static let bundledModel = root.appendingPathComponent("Sources/AlbertBundledModel/albert-mini").path
    /// Conformance data that the product does not depend on; nil where it is absent.
    static let shared: URL? = {
        let named = ProcessInfo.processInfo.environment["ALBERT_SHARED"].map { URL(fileURLWithPath: $0) }
        let place = named ?? root.deletingLastPathComponent().appendingPathComponent("shared")
        return FileManager.default.fileExists(atPath: place.appendingPathComponent("vocab").path) ? place : nil
    }()

    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// A directory that disappears after `body`.
    static func withTemporaryDirectory<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("albert-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        return try body(place.path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
