import Testing

@testable import AlbertCore

@Suite("label names")
struct LabelNamesTests {
    @Test("keep their order and every byte, each with a NUL after it")
    func bytes() throws {
        let names = ["O", "", "B-é東京", "with\0NUL", "O"]
        let labels = try LabelNames(names)
        #expect(labels.count == 5)
        for (index, name) in names.enumerated() {
            #expect(labels.string(index) == name)
            #expect(Array(labels[index]) == Array(name.utf8))
            #expect(labels[index].baseAddress?[labels[index].count] == 0)
        }
        #expect(try LabelNames([]).count == 0)
    }

    @Test("are those of the model's configuration, in the order of its head's rows")
    func configured() throws {
        let labels = try HeadModel.open("tagger").labels
        #expect((0..<labels.count).map { labels.string($0) } == ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "MISC"])
        // Without id2label there are two, as transformers counts.
        #expect(try TinyModel().open().labels.string(1) == "LABEL_1")
    }
}
