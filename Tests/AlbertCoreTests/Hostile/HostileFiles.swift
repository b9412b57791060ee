// The hostile files, generated once per test run by Tests/Hostile/make_hostile.py, and what is expected of each.
import Foundation

struct HostileFiles: @unchecked Sendable {
    struct Case: Decodable, Sendable, CustomStringConvertible {
        let path: String
        let row: String
        let kind: String
        let status: String
        let message: String
        let options: [String: String]
        var description: String { path }
    }

    private struct Manifest: Decodable { let cases: [Case] }

    static let shared = Result { try HostileFiles() }
    /// What is to be removed when the process ends; a static value never goes away by itself.
    nonisolated(unsafe) private static var made: TemporaryDirectory?

    let directory: TemporaryDirectory
    let cases: [Case]

    private init() throws {
        directory = try TemporaryDirectory()
        Self.made = directory
        atexit { HostileFiles.made?.remove() }
        let generator = Process()
        generator.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = Repository.root.appendingPathComponent("Tests/Hostile/make_hostile.py").path
        generator.arguments = ["python3", "-B", script, directory.path]
        generator.standardOutput = FileHandle.nullDevice
        try generator.run()
        generator.waitUntilExit()
        guard generator.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        let manifest = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/manifest.json"))
        cases = try JSONDecoder().decode(Manifest.self, from: manifest).cases
    }

    func cases(_ kind: String) -> [Case] { cases.filter { $0.kind == kind } }
}
