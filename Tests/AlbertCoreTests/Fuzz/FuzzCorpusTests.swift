// The committed corpora through the fuzz targets, without a fuzzer: what was found once is never found again.
import Foundation
import Testing

@testable import AlbertCore

@Suite("fuzz corpora") struct FuzzCorpusTests {
    private static let corpora = Repository.root.appendingPathComponent("Tests/Fuzz/corpus")

    @Test("every input of a corpus ends with an answer or a clear error", arguments: FuzzTarget.allCases)
    func replay(_ target: FuzzTarget) throws {
        let tokenizers = try FuzzTokenizers(path: Repository.bundledModel + "/spiece.model")
        let directory = Self.corpora.appendingPathComponent(target.rawValue)
        let inputs = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        #expect(inputs.count >= 5)
        for input in inputs {
            let broken = try Data(contentsOf: input).withUnsafeBytes { target.run($0, tokenizers) }
            #expect(broken == nil, "\(target.rawValue)/\(input.lastPathComponent)")
        }
    }
}
