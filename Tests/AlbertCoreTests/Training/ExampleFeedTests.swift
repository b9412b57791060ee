import Foundation
import Testing

@testable import AlbertCore

@Suite("examples on their way to a step")
struct ExampleFeedTests {
    private let bundled = TextSamples.bundled

    /// A directory of examples of the bundled vocabulary, which lives as long as the first value.
    private func made() throws -> (TemporaryDirectory, String) {
        let directory = try TemporaryDirectory()
        try directory.write("corpus", CorpusSample.prose(documents: 4))
        var settings = PretrainingSettings()
        settings.maxLength = 32
        let data = PretrainingData(
            paths: [directory.path + "/corpus"], tokenizer: try bundled.get(), settings: settings)
        _ = try data.write(to: directory.path + "/out", watch: .none)
        return (directory, directory.path + "/out")
    }

    private func refusal(
        _ path: String, _ tokenizer: Tokenizer?, _ change: (inout ModelConfiguration) -> Void = { _ in }
    ) throws -> AlbertError? {
        var configuration = try Model.open(Repository.bundledModel).configuration
        change(&configuration)
        do throws(AlbertError) {
            _ = try ExampleFeed(directory: path, for: configuration, tokenizer: tokenizer, seed: 1)
        } catch { return error }
        return nil
    }

    @Test("examples are of the tokenizer's pieces; where nobody knows those, of no more than the model has")
    func vocabulary() throws {
        let (directory, path) = try made()
        #expect(try refusal(path, bundled.get()) == nil)
        #expect(try refusal(path, nil) == nil)
        let other = try refusal(path, TokenizerSample.tokenizer())
        #expect(other?.code == .argument && other?.place == "tokenizer")
        let smaller = try refusal(path, nil) { $0.vocabularySize = 15_999 }
        #expect(smaller?.code == .argument && smaller?.place == path)
        directory.remove()
    }

    @Test("two pieces in each other's place are another vocabulary")
    func swapped() throws {
        let (directory, path) = try made()
        let model = try String(contentsOfFile: Repository.bundledModel + "/tokenizer.json", encoding: .utf8)
        let (one, two) = ("\"▁what\"", "\"▁united\"")
        let changed = model.replacingOccurrences(of: one, with: "\"§\"").replacingOccurrences(of: two, with: one)
            .replacingOccurrences(of: "\"§\"", with: two)
        #expect(changed != model)
        let error = try refusal(path, TokenizerSample.open(Array(changed.utf8)))
        #expect(error?.code == .argument && error?.detail.contains("16000") == true)
        directory.remove()
    }

    @Test("examples are no longer than the model takes")
    func length() throws {
        let (directory, path) = try made()
        #expect(try refusal(path, nil) { $0.positionCount = 16 }?.code == .argument)
        directory.remove()
    }
}
