// The keys of pre-training data. Ranges are those of PretrainingSettings, defaults too.

enum PretrainingRules {
    private static let writing: [StaticString] = ["albert_pretraining_data_write"]
    private static let standard = PretrainingSettings()

    static let seed = OptionRule(
        name: "seed", type: .int(0...Int64.max), standard: "0",
        purpose: "what random decisions are drawn by: the same seed gives the same bytes",
        readers: writing + OptionKey.training)
    static let textFormat = OptionRule(
        name: "text_format", type: .choice(["paragraphs", "sentences"]), standard: "paragraphs",
        purpose: "what a line of a corpus is; paragraphs are cut into sentences", readers: writing)
    static let shortRate = OptionRule(
        name: "short_rate", type: .real(0...1), standard: "0.1",
        purpose: "how often the examples of a document are made shorter than max_length, by a random number of pieces",
        readers: writing)
    static let passes = OptionRule(
        name: "passes", type: .int(1...Int64(PretrainingSettings.passCounts.upperBound)), standard: "1",
        purpose: "how many times each document becomes examples, cut and masked differently", readers: writing)
    static let portion = OptionRule(
        name: "portion", type: .int(1...Int64(PretrainingSettings.portionByteCounts.upperBound >> 20)), standard: "64",
        purpose: "megabytes of text that are held in memory, and whose examples are shuffled, together",
        readers: writing)
    static let masking = OptionRule(
        name: "masking", type: .choice(["stored", "on_reading"]), standard: "stored",
        purpose: "whether examples are written with masks, or masked anew whenever they are read", readers: writing)
    static let maskRate = OptionRule(
        name: "mask_rate", type: .real(0...1), standard: "0.15",
        purpose: "the share of an example's pieces to be predicted", readers: writing)
    static let longestGram = OptionRule(
        name: "longest_gram", type: .int(1...Int64(MaskSettings.grams.upperBound)), standard: "3",
        purpose: "most words that are masked as one; n words with a probability that is as 1/n", readers: writing)
    static let maxPredictions = OptionRule(
        name: "max_predictions", type: .int(0...Int64(PretrainingSettings.lengths.upperBound)), standard: "0",
        purpose: "most pieces of an example to be predicted; 0: as many as mask_rate says", readers: writing)
}
