// What pre-training data are made by. The defaults are those of the original program, except that it writes 40 passes and at most 20
// masks for each example.

struct PretrainingSettings: Equatable, Sendable {
    enum TextFormat: UInt64, Sendable {
        /// One paragraph per line, which is cut into sentences; a blank line between documents.
        case paragraphs
        /// One sentence per line; a blank line between documents.
        case sentences
    }

    enum Masking: UInt32, Sendable {
        /// Examples are written with their masks.
        case stored
        /// Examples are written whole, and masked anew whenever they are read.
        case onReading
    }

    var seed: UInt64 = 0
    var textFormat = TextFormat.paragraphs
    /// Most pieces of an example, [CLS] and both [SEP] included.
    var maxLength = 512
    /// How often a document is cut into shorter examples than `maxLength` would allow.
    var shortRate = 0.1
    /// How many times each document becomes examples, cut and masked differently.
    var passes = 1
    /// Text that is tokenized, and whose examples are shuffled, together.
    var portionByteCount = 64 << 20
    var masking = Masking.stored
    var masks = MaskSettings()

    static let lengths = 8...65_535
    static let passCounts = 1...1000
    static let portionByteCounts = 1 << 10...512 << 20

    func check() throws(AlbertError) {
        func require(_ condition: Bool, _ option: String, _ detail: String) throws(AlbertError) {
            guard condition else { throw AlbertError(.argument, at: option, detail) }
        }
        try require(
            Self.lengths.contains(maxLength), "max_length",
            "is \(maxLength), must be \(Self.lengths.lowerBound) to \(Self.lengths.upperBound)")
        try require((0...1).contains(shortRate), "short_rate", "is \(shortRate), must be 0 to 1")
        try require(
            Self.passCounts.contains(passes), "passes", "is \(passes), must be 1 to \(Self.passCounts.upperBound)")
        try require(
            Self.portionByteCounts.contains(portionByteCount), "portion", "\(portionByteCount) bytes is out of range")
        try masks.check()
    }

    /// Equal for data that were made by the same settings with the same vocabulary.
    func fingerprint(_ vocabulary: MaskingVocabulary) -> UInt64 {
        var fingerprint = Fingerprint()
        for value in [
            seed, textFormat.rawValue, UInt64(maxLength), shortRate.bitPattern, UInt64(passes),
            UInt64(portionByteCount), UInt64(masking.rawValue), masks.rate.bitPattern, UInt64(masks.longestGram),
            UInt64(masks.most ?? 0), vocabulary.fingerprint,
        ] { fingerprint.add(number: value) }
        return fingerprint.value
    }
}

/// How an example is masked.
struct MaskSettings: Equatable, Sendable {
    /// The share of an example's pieces to be predicted.
    var rate = 0.15
    /// Most words that are masked as one.
    var longestGram = 3
    /// Most pieces of an example to be predicted; nil: as many as `rate` says.
    var most: Int?

    static let grams = 1...64

    func check() throws(AlbertError) {
        guard (0...1).contains(rate) else {
            throw AlbertError(.argument, at: "mask_rate", "is \(rate), must be 0 to 1")
        }
        guard Self.grams.contains(longestGram) else {
            throw AlbertError(
                .argument, at: "longest_gram", "is \(longestGram), must be 1 to \(Self.grams.upperBound)")
        }
        guard most.map({ (1...PretrainingSettings.lengths.upperBound).contains($0) }) ?? true else {
            throw AlbertError(.argument, at: "max_predictions", "is out of range")
        }
    }

    /// Pieces to be predicted of an example of `length`: half-way cases go to the even number, as in the original.
    func count(ofLength length: Int) -> Int {
        guard rate > 0 else { return 0 }
        let wanted = max(1, Int((rate * Double(length)).rounded(.toNearestOrEven)))
        return min(wanted, most ?? wanted)
    }
}

/// What random numbers are drawn for: the first part of a stream. Numbers from 16 on are for what is drawn elsewhere.
enum DrawnFor {
    /// Then pass, document.
    static let pairs: UInt64 = 1
    /// Then pass, document; or epoch, example.
    static let masks: UInt64 = 2
    static let masksOnReading: UInt64 = 3
    /// Then pass, portion.
    static let exampleOrder: UInt64 = 4
    /// Then epoch, and the shard.
    static let shardOrder: UInt64 = 5
    static let orderInShard: UInt64 = 6
}

/// FNV-1a over numbers and bytes, 64 bits (Fowler, Noll, Vo).
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    mutating func add(number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { add(byte: UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
