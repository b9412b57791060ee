// Where attention weights go when somebody asks for them.

/// One application's share of the attentions output, whose layout is, per sequence, [applications, heads, length, length].
struct AttentionRecord: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Float>
    private let lengths: UnsafeBufferPointer<Int64>
    /// The first value of each sequence of the batch.
    private let offsets: [Int]
    private let headCount: Int
    private var application = 0

    init(into tensor: Tensor, lengths: UnsafeBufferPointer<Int64>, _ configuration: ModelConfiguration) {
        base = tensor.values.base
        self.lengths = lengths
        headCount = configuration.headCount
        var offsets: [Int] = []
        offsets.reserveCapacity(lengths.count)
        var next = 0
        for length in lengths {
            offsets.append(next)
            next += configuration.applicationCount * headCount * Int(length) * Int(length)
        }
        self.offsets = offsets
    }

    /// The record of application `index`.
    func application(_ index: Int) -> AttentionRecord {
        var copy = self
        copy.application = index
        return copy
    }

    /// The [length, length] weights of a head of this application.
    func weights(sequence: Int, head: Int) -> UnsafeMutablePointer<Float> {
        let square = Int(lengths[sequence]) * Int(lengths[sequence])
        return base + offsets[sequence] + (application * headCount + head) * square
    }

    /// The number of values for sequences of these lengths.
    static func valueCount(
        _ lengths: UnsafeBufferPointer<Int64>, _ configuration: ModelConfiguration
    ) throws(AlbertError) -> Int {
        let perPair = try checkedProduct(configuration.applicationCount, configuration.headCount)
        var total = 0
        for length in lengths {
            let square = try checkedProduct(Int(length), Int(length))
            total = try checkedSum(total, try checkedProduct(perPair, square))
        }
        return total
    }
}
