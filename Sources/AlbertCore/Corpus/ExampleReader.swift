// Examples one after another, in an order that depends on seed and epoch alone, so that a run can go on where another one ended.
// Shards come in random order, and the examples of each shard too: one shard is in memory at a time.

/// For one thread at a time.
final class ExampleReader {
    let set: ExampleSet
    /// Counted from 0: each has every example once.
    private(set) var epoch = 0
    /// Examples of this epoch that were given out; -1 after a `begin` that failed, which is to be repeated.
    private(set) var position = 0

    private let seed: UInt64
    private let shuffles: Bool
    private var masker: Masker
    /// Numbers of shards in the order of this epoch, of which `shardPlace` is being read.
    private var shardOrder: Buffer<Int32>
    private var shardPlace = 0
    private var shard: (number: Int, content: ExampleShard)?
    /// Numbers of the shard's examples in the order of this epoch.
    private var order: Buffer<Int32>
    private var place = 0

    /// Without `shuffles` examples come as they are stored.
    init(_ set: ExampleSet, seed: UInt64, shuffles: Bool = true) throws(AlbertError) {
        let masker = try Masker(set.header.vocabulary, set.header.masks)
        let shardOrder = try Buffer<Int32>()
        let order = try Buffer<Int32>()
        self.set = set
        self.seed = seed
        self.shuffles = shuffles
        self.masker = masker
        self.shardOrder = shardOrder
        self.order = order
        try begin(epoch: 0)
    }

    /// Goes to an epoch's beginning, or beyond its first examples.
    func begin(epoch: Int, skipping skipped: Int = 0) throws(AlbertError) {
        guard epoch >= 0, skipped >= 0, skipped <= set.exampleCount else {
            throw AlbertError(.argument, at: "epoch", "epoch \(epoch) has no example \(skipped)")
        }
        self.epoch = epoch
        try Self.order(
            &shardOrder, set.shardCount, shuffles, RandomNumbers(seed: seed, stream: DrawnFor.shardOrder, UInt64(epoch))
        )
        (shardPlace, place, position) = (0, 0, -1)
        order.removeAll()
        var rest = skipped
        while shardPlace < set.shardCount {
            let count = set.examples(ofShard: Int(shardOrder[shardPlace])).count
            guard rest >= count else { break }
            rest -= count
            shardPlace += 1
        }
        if rest > 0 {
            try openShard()
            place = rest
        }
        position = skipped
    }

    /// Appends the next example to `batch`; false, and nothing appended, at the end of the epoch.
    func next(into batch: inout ExampleBatch) throws(AlbertError) -> Bool {
        if place == order.count {
            if !order.isEmpty { shardPlace += 1 }
            order.removeAll()
            place = 0
            guard shardPlace < set.shardCount else { return false }
            try openShard()
        }
        let number = Int(shardOrder[shardPlace])
        let example = set.examples(ofShard: number).lowerBound + Int(order[place])
        try append(example, to: &batch)
        place += 1
        position += 1
        return true
    }

    /// Appends example number `example` of the set, masked as in this epoch. Quick for neighbours: its shard stays in memory.
    func append(_ example: Int, to batch: inout ExampleBatch) throws(AlbertError) {
        guard example >= 0, example < set.exampleCount else {
            throw AlbertError(.argument, at: "example", "is \(example), there are \(set.exampleCount)")
        }
        let number = set.shard(of: example)
        try load(number)
        guard let shard else { throw AlbertError(.internal, at: "", "no shard is open") }
        try shard.content.append(
            example - set.examples(ofShard: number).lowerBound, to: &batch, &masker,
            RandomNumbers(seed: seed, stream: DrawnFor.masksOnReading, UInt64(epoch), UInt64(example)))
    }

    private func openShard() throws(AlbertError) {
        let number = Int(shardOrder[shardPlace])
        try load(number)
        try Self.order(
            &order, set.examples(ofShard: number).count, shuffles,
            RandomNumbers(seed: seed, stream: DrawnFor.orderInShard, UInt64(epoch), UInt64(number)))
    }

    private func load(_ number: Int) throws(AlbertError) {
        guard shard?.number != number else { return }
        // The old one goes first: two need not be in memory.
        shard = nil
        shard = (number, try set.load(number))
    }

    private static func order(
        _ numbers: inout Buffer<Int32>, _ count: Int, _ shuffles: Bool, _ random: RandomNumbers
    ) throws(AlbertError) {
        try numbers.resize(count)
        for number in 0..<count { numbers[number] = Int32(truncatingIfNeeded: number) }
        var random = random
        if shuffles { random.shuffle(numbers.mutableElements) }
    }
}
