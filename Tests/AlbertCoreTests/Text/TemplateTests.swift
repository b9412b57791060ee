import Testing

@testable import AlbertCore

@Suite("the layout of special tokens")
struct TemplateTests {
    /// Parts as the specification writes them: ids, A, B, each with its type.
    private func written(_ parts: [Template.Part]) -> String {
        parts.map { part in
            switch part {
            case .special(let id, let type): "\(id):\(type)"
            case .first(let type): "A:\(type)"
            case .second(let type): "B:\(type)"
            }
        }.joined(separator: " ")
    }

    @Test("ALBERT's is [CLS] A [SEP] and [CLS] A [SEP] B [SEP], type 1 from B on")
    func albert() {
        let template = Template.albert(cls: 2, sep: 3)
        #expect(written(template.single) == "2:0 A:0 3:0")
        #expect(written(template.pair) == "2:0 A:0 3:0 B:1 3:1")
        #expect(Template.specialCount(template.single) == 2 && Template.specialCount(template.pair) == 3)
    }

    @Test("without special tokens the texts keep their types")
    func bare() {
        let bare = Template.albert(cls: 2, sep: 3).bare
        #expect(written(bare.single) == "A:0" && written(bare.pair) == "A:0 B:1")
        #expect(Template.specialCount(bare.pair) == 0)
        #expect(written(Template.bare.single) == "A:0" && written(Template.bare.pair) == "A:0 B:1")
    }
}
