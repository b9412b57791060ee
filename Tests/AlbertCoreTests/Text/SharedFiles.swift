// The conformance data beside the project ($ALBERT_SHARED, else ../shared). It is no part of the project: tests that need it
// say so when it is absent.
import Foundation

@testable import AlbertCore

enum SharedFiles {
    static let isPresent: Bool = {
        if Repository.shared == nil { print("SKIPPED: conformance data not found; set ALBERT_SHARED to its directory") }
        return Repository.shared != nil
    }()

    static func path(_ name: String) -> String { Repository.shared?.appendingPathComponent(name).path ?? name }

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
