// The JSON reader against Python's: scripts/make_json_fixtures.py recorded what that makes of good and damaged texts.
import Foundation
import Testing

@testable import AlbertCore

@Suite("JSON as Python reads it") struct JSONConformanceTests {
    @Test("every recorded text is read to the same value, or refused where Python refuses it")
    func recorded() throws {
        let lines = try String(
            contentsOf: Repository.golden.appendingPathComponent("json_cases.tsv"), encoding: .utf8
        ).split(separator: "\n")
        #expect(lines.count >= 3000)
        for line in lines {
            let columns = line.split(separator: "\t")
            let text = bytes(columns[0])
            let read = try? shown(try readJSON(text).root)
            #expect(read ?? "-" == columns[1], "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }

    private func bytes(_ hexadecimal: Substring) -> [UInt8] {
        let digits = Array(hexadecimal.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private func shown(_ value: JSONValue) throws -> String {
        switch value.kind {
        case .object:
            var members: [String] = []
            try value.forEachMember { (name, value) throws(AlbertError) in
                members.append(hexadecimal(name) + ":" + ((try? shown(value)) ?? ""))
            }
            return "{" + members.joined(separator: ",") + "}"
        case .array:
            return "[" + (try (0..<value.count).compactMap { value.element(at: $0) }.map(shown)).joined(separator: ",")
                + "]"
        case .string: return "s" + (value.stringBytes.map(hexadecimal) ?? "")
        case .integer: return "i\(value.int ?? 0)"
        case .real: return "r" + hexadecimal(value.double ?? .nan)
        case .bool: return value.bool == true ? "t" : "f"
        case .null: return "n"
        }
    }

    private func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func hexadecimal(_ value: Double) -> String {
        let digits = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
