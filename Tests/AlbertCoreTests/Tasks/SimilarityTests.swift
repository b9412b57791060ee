import Testing

@testable import AlbertCore

private func similarity(
    _ model: Model, _ texts: [String], _ others: [String], _ options: EncodeTextOptions = .init(),
    watch: Watch = .none
) throws -> [Float] {
    var found = [Float](repeating: 7, count: texts.count * others.count)
    let (given, rest) = (try GivenTexts(texts), try GivenTexts(others))
    try found.withUnsafeMutableBufferPointer { target in
        try model.similarity(given, rest, options: options, into: target, watch: watch)
    }
    return found
}

private func rank(
    _ model: Model, _ query: String, _ texts: [String], limit: Int, _ options: EncodeTextOptions = .init()
) throws -> [HeadCase.Row] {
    let given = try GivenTexts(texts)
    return HeadCase.Row.rows(
        try withUTF8(query) { (query) throws(AlbertError) in
            try model.rank(query: query, given, limit: limit, options: options, watch: .none)
        })
}

@Suite("similarity")
struct SimilarityTests {
    @Test("is the cosine of the vectors that sentence-transformers' files ask for")
    func agrees() throws {
        try HeadCase.checkNumbers("similarity") { model, one, options in
            try similarity(
                model, try #require(one.arguments.texts), try #require(one.arguments.others), options.encodeTextOptions)
        }
    }

    @Test("ranks texts by it")
    func ranks() throws {
        try HeadCase.checkRows("rank") { model, one, options in
            let texts = try #require(one.arguments.texts)
            return try rank(
                model, try #require(one.arguments.query), texts, limit: options.topK ?? texts.count,
                options.encodeTextOptions)
        }
    }

    @Test("is the sum of products of plain vectors over their lengths, for widths of all rests of 16")
    func byHand() throws {
        let texts = ["The committee met in Boston.", "Rain is expected in the north.", ""]
        // 32 and 16 components; 384 of the bundled model.
        for model in [try HeadModel.open("plain"), try HeadModel.open("plain-mean"), try Model.open()] {
            let vectors = try model.encode(texts, normalizes: false).map { $0.map { Double($0) } }
            func dot(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
            let found = try similarity(model, texts, texts)
            for row in 0..<3 {
                for column in 0..<3 {
                    let (one, other) = (vectors[row], vectors[column])
                    let cosine = dot(one, other) / (dot(one, one) * dot(other, other)).squareRoot()
                    #expect(abs(Double(found[3 * row + column]) - cosine) < 2e-6)
                }
            }
        }
    }

    @Test("keeps the given order of equal texts, and gives as many as asked for")
    func ties() throws {
        let model = try HeadModel.open("plain")
        let texts = ["a text", "Another.", "a text", "a text"]
        let all = try rank(model, "a text", texts, limit: .max)
        #expect(all.map(\.item) == [0, 2, 3, 1])
        #expect(abs(all[0].score - 1) < 1e-6)
        #expect(try rank(model, "a text", texts, limit: 2).map(\.item) == [0, 2])
        #expect(try rank(model, "a text", [], limit: 5).isEmpty)
    }

    @Test("of no texts, or with none, is nothing")
    func none() throws {
        let model = try HeadModel.open("plain")
        #expect(try similarity(model, [], ["a"]) == [])
        #expect(try similarity(model, ["a"], []) == [])
    }

    @Test("refuses a target that is too small and leaves it as it was")
    func capacity() throws {
        let model = try HeadModel.open("plain")
        let (texts, others) = (try GivenTexts(["a", "b"]), try GivenTexts(["c"]))
        var target: [Float] = [7]
        let error = #expect(throws: AlbertError.self) {
            try target.withUnsafeMutableBufferPointer {
                try model.similarity(texts, others, options: .init(), into: $0, watch: .none)
            }
        }
        #expect(error?.code == .argument && error?.place == "capacity" && target == [7])
    }

    @Test("of more values than can be counted is refused before a text is read")
    func overflow() throws {
        let model = try HeadModel.open("plain")
        let many = GivenTexts(count: .max) { _ in
            Issue.record("a text is read")
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        let error = #expect(throws: AlbertError.self) {
            try model.similarity(
                many, many, options: .init(), into: UnsafeMutableBufferPointer(start: nil, count: 0), watch: .none)
        }
        #expect(error?.code == .limit)
    }

    @Test("puts texts whose vectors are not numbers last")
    func notNumbers() throws {
        // The vector of a piece that only two of the texts have.
        let tokenizer = try #require(try HeadModel.open("plain").tokenizer)
        let comma = try withUTF8("a ,") { (bytes) throws(AlbertError) in
            let encodings = try tokenizer.encode(bytes, pair: nil, options: .init(), watch: .none)
            return encodings.ids[encodings.ids.count - 2]
        }
        let model = try ChangedModel.open("plain") { name, values in
            if name.hasSuffix("word_embeddings.weight") { values[Int(comma) * 16] = .nan }
        }
        let ranked = try rank(model, "the law", ["a , b", "the north", "c , d", "the law"], limit: 4)
        #expect(ranked.map(\.item) == [3, 1, 0, 2])
        #expect(try rank(model, "the law", ["a , b", "the north"], limit: 1).map(\.item) == [1])
    }

    @Test("stops when the call is cancelled")
    func cancelled() throws {
        let model = try HeadModel.open("plain")
        let error = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { try similarity(model, ["a"], ["b"], watch: $0) }
        }
        #expect(error?.code == .cancelled)
    }
}
