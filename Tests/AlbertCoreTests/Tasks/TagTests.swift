import Testing

@testable import AlbertCore

extension HeadCase.Row {
    /// The rows of `answers`, for comparison.
    static func rows(_ answers: TagAnswers) -> [Self] {
        (0..<answers.count).map { row in
            Self(
                item: Int(answers.items[row]), score: Double(answers.scores[row]), entity: answers.names.string(row),
                word: answers.words.string(row), index: Int(answers.places[row]), start: Int(answers.starts[row]),
                end: Int(answers.ends[row]))
        }
    }
}

private func tag(
    _ model: Model, _ texts: [String], _ options: TagOptions = .init(), watch: Watch = .none
) throws -> [HeadCase.Row] {
    HeadCase.Row.rows(try model.tag(try GivenTexts(texts), options: options, watch: watch))
}

@Suite("tagging")
struct TagTests {
    let model: Model

    init() throws { model = try HeadModel.open("tagger") }

    @Test("finds transformers' entities, and the contract's where transformers cuts words")
    func agrees() throws {
        try HeadCase.checkRows("tag") { model, one, options in
            let texts = try GivenTexts(try #require(one.arguments.texts))
            return HeadCase.Row.rows(try model.tag(texts, options: options.tagOptions, watch: .none))
        }
    }

    private func every(_ aggregation: TagOptions.Aggregation, maxLength: Int, stride: Int? = nil) -> TagOptions {
        TagOptions(
            aggregation: aggregation, ignoredLabels: [], stride: stride, texts: TextOptions(maxLength: maxLength))
    }

    @Test("of a long text gives every piece once, with each stride that a window has room for", arguments: 0..<7)
    func pieces(_ stride: Int) throws {
        let text = "Angela Merkel visited the White House in Washington, and said nothing about it."
        let whole = try tag(model, [text], every(.none, maxLength: 64))
        let cut = try tag(model, [text], every(.none, maxLength: 9, stride: stride))
        #expect(cut.map(\.start) == whole.map(\.start) && cut.map(\.word) == whole.map(\.word))
        #expect(cut.allSatisfy { ($0.index ?? 0) >= 1 && ($0.index ?? 9) <= 7 })
    }

    @Test("of a long text gives no entity that overlaps another")
    func overlaps() throws {
        let text = String(repeating: "Angela Merkel visited the White House in Washington. ", count: 20)
        for aggregation in [TagOptions.Aggregation.simple, .first, .average, .max] {
            let found = try tag(model, [text], every(aggregation, maxLength: 20))
            #expect(found.count > 10)
            #expect(zip(found, found.dropFirst()).allSatisfy { ($0.end ?? 0) <= ($1.start ?? 0) })
        }
    }

    @Test("counts offsets in each unit from the text's own beginning")
    func units() throws {
        let text = "\u{1F389} Zoë e\u{301}t 東京 Merkel"
        func spans(_ unit: EncodeOptions.OffsetUnit) throws -> [Range<Int>] {
            var options = every(.none, maxLength: 64)
            options.offsets = unit
            return try tag(model, [text], options).map { ($0.start ?? 0)..<($0.end ?? 0) }
        }
        let bytes = Array(text.utf8)
        let expected = try spans(.bytes).map { span in
            let before = String(decoding: bytes[..<span.lowerBound], as: UTF8.self)
            let through = String(decoding: bytes[..<span.upperBound], as: UTF8.self)
            return [before, through]
        }
        #expect(expected.count > 8)
        #expect(
            try spans(.codePoints) == expected.map { $0[0].unicodeScalars.count..<$0[1].unicodeScalars.count })
        #expect(try spans(.utf16) == expected.map { $0[0].utf16.count..<$0[1].utf16.count })
    }

    @Test("finds nothing in an empty text, between others too, and goes on after a NUL")
    func empty() throws {
        let options = every(.none, maxLength: 64)
        #expect(try tag(model, [], options).isEmpty)
        #expect(try tag(model, ["", " \n"], options).isEmpty)
        #expect(Set(try tag(model, ["", "Merkel", "", "the"], options).map(\.item)) == [1, 3])
        let cut = try tag(model, ["the\0 House"], options)
        #expect(cut.last?.end == 10)
    }

    @Test("takes the shortest windows that hold a piece, and refuses shorter ones and strides that stand still")
    func shortest() throws {
        let text = "the White House"
        let whole = try tag(model, [text], every(.none, maxLength: 64)).map(\.start)
        #expect(try tag(model, [text], every(.none, maxLength: 3)).map(\.start) == whole)
        #expect(try tag(model, [text], every(.none, maxLength: 3)).allSatisfy { $0.index == 1 })
        let cases: [(Int, Int?, String)] = [
            (2, nil, "max_length"), (1, nil, "max_length"), (9, 7, "stride"), (9, .max, "stride"),
        ]
        for (length, stride, place) in cases {
            let error = #expect(throws: AlbertError.self) {
                _ = try tag(model, [text], every(.simple, maxLength: length, stride: stride))
            }
            #expect(error?.code == .argument && error?.place == place, "\(length) \(error?.description ?? "")")
        }
    }

    @Test("gives a text the same bits alone and among others", arguments: [1, 3])
    func neighbours(_ threads: Int) throws {
        let texts = (0..<300).map { "Text \($0): Merkel " + String(repeating: "visited Boston ", count: $0 % 40) }
        var options = TagOptions()
        options.texts.threads = threads
        let together = try tag(model, texts, options)
        for item in [0, 39, 255, 256, 299] {
            let alone = try tag(model, [texts[item]], options)
            let among = together.filter { $0.item == item }
            #expect(among.map(\.score) == alone.map(\.score) && among.map(\.end) == alone.map(\.end))
        }
    }

    @Test("stops when the call is cancelled")
    func cancelled() throws {
        let error = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { try tag(model, ["Merkel"], watch: $0) }
        }
        #expect(error?.code == .cancelled)
    }
}
