// All recorded results of the published tokenizer, from both of its files.
import Foundation
import Testing

@testable import AlbertCore

@Suite(.enabled(if: SharedFiles.isPresent))
struct ConformanceTests {
    struct Golden: Decodable {
        let text: String
        let pair: String?
        let ids: [Int32]
        let type_ids: [Int32]
        let offsets: [[Int32]]
        let word_ids: [Int32?]
    }

    @Test("every golden comes out the same from both files", arguments: ["tokenizer.json", "spiece.model"])
    func goldens(file: String) throws {
        let tokenizer = try Tokenizer.open(path: SharedFiles.path("vocab/albert-en/" + file))
        var options = EncodeOptions()
        options.offsets = .codePoints
        var (count, wrong) = (0, 0)
        for line in try SharedFiles.lines(ofGzip: SharedFiles.path("vocab/albert-en/goldens.jsonl.gz"))
        where !line.isEmpty {
            let golden = try JSONDecoder().decode(Golden.self, from: Data(line.utf8))
            let found = PlainEncoding(try tokenizer.encodings(golden.text, pair: golden.pair, options: options))
            count += 1
            let expected = PlainEncoding(
                ids: golden.ids, typeIDs: golden.type_ids, offsets: golden.offsets,
                words: golden.word_ids.map { $0 ?? -1 },
                special: golden.word_ids.map { $0 == nil ? 1 : 0 })
            guard found != expected else { continue }
            wrong += 1
            if wrong <= 10 { Issue.record("\(golden.text.debugDescription): \(found), expected \(expected)") }
        }
        #expect(count > 5000)
        #expect(wrong == 0, "\(wrong) of \(count) goldens differ")
    }

    @Test("every Unicode scalar comes out as recorded, from both files", arguments: ["tokenizer.json", "spiece.model"])
    func scalars(file: String) throws {
        let tokenizer = try Tokenizer.open(path: SharedFiles.path("vocab/albert-en/" + file))
        var options = EncodeOptions()
        options.offsets = .codePoints
        options.addsSpecialTokens = false
        var (count, wrong) = (0, 0)
        for line in try SharedFiles.lines(ofGzip: SharedFiles.path("vocab/albert-en/scalars.tsv.gz"))
        where !line.isEmpty {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 4, let first = UInt32(columns[0], radix: 16),
                let last = UInt32(columns[1], radix: 16)
            else {
                Issue.record("no line of four columns: \(line)")
                continue
            }
            let ids = columns[2].split(separator: " ").compactMap { Int32($0) }
            let offsets = columns[3].split(separator: " ").map { $0.split(separator: "-").compactMap { Int32($0) } }
            for value in first...last {
                guard let scalar = Unicode.Scalar(value) else { continue }
                count += 1
                let encodings = try tokenizer.encodings("a\(scalar)b \(scalar)", options: options)
                guard !agrees(encodings, ids, offsets) else { continue }
                wrong += 1
                if wrong <= 10 {
                    Issue.record(
                        "U+\(String(value, radix: 16)): \(PlainEncoding(encodings)), expected \(ids) \(offsets)")
                }
            }
        }
        #expect(count == 1_112_064)
        #expect(wrong == 0, "\(wrong) of \(count) scalars differ")
    }

    private func agrees(_ encodings: Encodings, _ ids: [Int32], _ offsets: [[Int32]]) -> Bool {
        guard encodings.ids.count == ids.count, offsets.count == ids.count else { return false }
        for row in 0..<ids.count {
            guard encodings.ids[row] == ids[row], encodings.starts[row] == offsets[row][0],
                encodings.ends[row] == offsets[row][1]
            else { return false }
        }
        return true
    }

    /// ALBERT_RECORDED names a file that make_tokenizer_fixtures.py --random wrote over the English vocabulary.
    @Test(
        "every random case comes out as recorded",
        .enabled(if: ProcessInfo.processInfo.environment["ALBERT_RECORDED"] != nil),
        arguments: ["tokenizer.json", "spiece.model"])
    func randomCases(file: String) throws {
        guard let path = ProcessInfo.processInfo.environment["ALBERT_RECORDED"] else { return }
        try checkRecorded(RecordedCase.read(path), tokenizerPath: SharedFiles.path("vocab/albert-en/" + file))
    }
}
