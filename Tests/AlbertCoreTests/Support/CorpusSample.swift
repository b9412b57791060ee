// Corpora for the tests of Corpus/: sentences of known lengths, and prose of a seeded generator.
@testable import AlbertCore

enum CorpusSample {
    /// One sentence per line; a sentence of n pieces is n times "a", each of which is the piece "▁a" of `TokenizerSample`.
    static func lines(_ documents: [[Int]]) -> String {
        documents.map { document in
            document.map { Array(repeating: "a", count: $0).joined(separator: " ") }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    static func portion(
        _ text: String, _ format: PretrainingSettings.TextFormat = .sentences, _ tokenizer: Tokenizer? = nil,
        threads: Int = 1
    ) throws -> TokenizedPortion {
        let directory = try TemporaryDirectory()
        try directory.write("corpus", text)
        var reader = try CorpusReader([directory.path + "/corpus"])
        guard let portion = try reader.next(1 << 30, watch: .none) else { throw Missing() }
        return try TokenizedPortion(
            portion, firstDocument: 0, format, tokenizer ?? TokenizerSample.tokenizer(), threads: threads, watch: .none)
    }

    struct Missing: Error {}

    private static let words = """
        the of and in to a was for is on as by with he that at from his an were are which this or be it had has also their one but
        first new been two they her who after all other she there time its more city only years most when some during between over
        school university world state would where including national government later season team history international
        extraordinary misunderstanding photosynthesis well-known don't 1984 3,500 São Zürich antidisestablishmentarianism
        """.split { $0 == " " || $0 == "\n" }.map { String($0) }

    /// Paragraphs of made-up sentences, one paragraph per line, a blank line between documents.
    static func prose(documents: Int, paragraphs: Int = 6, seed: UInt64 = 1) -> String {
        var numbers = RandomNumbers(seed: seed)
        var text = ""
        for _ in 0..<documents {
            for _ in 0...numbers.below(2 * paragraphs) {
                for _ in 0...numbers.below(8) {
                    var sentence = (0...3 + numbers.below(20)).map { _ in words[numbers.below(words.count)] }
                    sentence[0] = "The " + sentence[0]
                    text += sentence.joined(separator: " ") + ". "
                }
                text += "\n"
            }
            text += "\n"
        }
        return text
    }

    /// The bytes of all files of a directory, by name.
    static func files(_ path: String) throws -> [String: [UInt8]] {
        let directory = try Directory(path: path)
        var found: [String: [UInt8]] = [:]
        var last = ""
        while let name = directory.firstName(endingWith: "", after: last) {
            if name != ".", name != ".." { found[name] = try Repository.bytes(path + "/" + name) }
            last = name
        }
        return found
    }

    /// Whether `count` of `trials` is within five standard deviations of a binomial count with this probability.
    static func isLikely(_ count: Int, of trials: Int, _ probability: Double) -> Bool {
        let mean = Double(trials) * probability
        return abs(Double(count) - mean) <= 5 * (mean * (1 - probability)).squareRoot() + 1e-9
    }
}
