// The conformance data beside the project ($ALBERT_SHARED, else ../shared). It is no part of the project: tests that need it
// say so when it is absent.
import Foundation

@testable import AlbertCore

enum SharedFiles {
    static let directory: URL? = {
        let environment = ProcessInfo.processInfo.environment["ALBERT_SHARED"]
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../../shared")
        let url = environment.map { URL(fileURLWithPath: $0) } ?? beside.standardizedFileURL
        guard FileManager.default.fileExists(atPath: url.appendingPathComponent("vocab/albert-en/spiece.model").path) else {
            print("SKIPPED: conformance data not found at \(url.path); set ALBERT_SHARED to its directory")
            return nil
        }
        return url
    }()

    static var isPresent: Bool { directory != nil }

    static func path(_ name: String) -> String { directory?.appendingPathComponent(name).path ?? name }

    /// The lines of a gzip file.
    static func lines(ofGzip path: String) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
}
