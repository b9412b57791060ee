// One example in a shard. Special tokens are not stored: [CLS] first [SEP] second [SEP] is put together on reading.
//
//   2 bytes   pieces of the first segment
//   2 bytes   pieces of the second
//   2 bytes   pieces to be predicted
//   2 bytes   1: segments are not in their order; 2 besides: the second is from another document
//   then      ids of both segments, as the model reads them; positions of 2 bytes each, with special tokens counted; the ids that
//             stood there

struct ExampleRecord {
    let firstCount: Int
    let secondCount: Int
    let maskCount: Int
    let isSwapped: Bool
    let isUnrelated: Bool
    /// Where in the shard the first id stands.
    let start: Int

    static let fixedByteCount = 8

    var pieceCount: Int { firstCount + secondCount }
    var length: Int { pieceCount + 3 }

    func byteCount(_ idByteCount: Int) -> Int {
        Self.fixedByteCount + pieceCount * idByteCount + maskCount * (2 + idByteCount)
    }

    /// The record at `offset` of `bytes`, which has room for its fixed part.
    init(of bytes: UnsafeRawBufferPointer, at offset: Int) {
        func half(_ index: Int) -> Int { Int(bytes.number(at: offset + 2 * index, as: UInt16.self)) }
        firstCount = half(0)
        secondCount = half(1)
        maskCount = half(2)
        isSwapped = half(3) & 1 == 1
        isUnrelated = half(3) & 2 == 2
        start = offset + Self.fixedByteCount
    }
}

/// Records in the making, of one thread.
struct ExampleRecords: ~Copyable {
    private(set) var bytes: Buffer<UInt8>
    /// Where the records end.
    private(set) var ends: Buffer<Int>
    private(set) var counts = ExampleCounts()

    private let idByteCount: Int
    private let specials: MaskingVocabulary.Specials
    private let masking: PretrainingSettings.Masking
    private var masker: Masker
    private var ids: Buffer<Int32>
    private var positions: Buffer<Int32>
    private var labels: Buffer<Int32>

    init(_ header: ShardHeader) throws(AlbertError) {
        let masker = try Masker(header.vocabulary, header.masks)
        let bytes = try Buffer<UInt8>()
        let ends = try Buffer<Int>()
        let ids = try Buffer<Int32>()
        let positions = try Buffer<Int32>()
        let labels = try Buffer<Int32>()
        self.bytes = bytes
        self.ends = ends
        self.masker = masker
        self.ids = ids
        self.positions = positions
        self.labels = labels
        idByteCount = header.idByteCount
        specials = header.vocabulary.specials
        masking = header.masking
    }

    mutating func append(
        _ pair: SegmentPair, of portion: TokenizedPortion, masks numbers: inout RandomNumbers
    ) throws(AlbertError) {
        ids.removeAll()
        try ids.append(specials.cls)
        try ids.append(UnsafeBufferPointer(rebasing: portion.ids.elements[pair.first]))
        try ids.append(specials.sep)
        try ids.append(UnsafeBufferPointer(rebasing: portion.ids.elements[pair.second]))
        try ids.append(specials.sep)
        positions.removeAll()
        labels.removeAll()
        if masking == .stored {
            try masker.mask(
                ids.mutableElements, firstCount: pair.first.count, numbers: &numbers, positions: &positions,
                labels: &labels)
        }
        for half in [
            pair.first.count, pair.second.count, positions.count, (pair.isSwapped ? 1 : 0) + (pair.isUnrelated ? 2 : 0),
        ] { try bytes.append(number: UInt16(truncatingIfNeeded: half)) }
        for index in 1..<ids.count - 1 where index != pair.first.count + 1 { try append(id: ids[index]) }
        for position in positions.elements { try bytes.append(number: UInt16(truncatingIfNeeded: position)) }
        for label in labels.elements { try append(id: label) }
        try ends.append(bytes.count)
        counts.add(pair, length: ids.count, masks: positions.count)
    }

    @inline(__always)
    private mutating func append(id: Int32) throws(AlbertError) {
        if idByteCount == 2 {
            try bytes.append(number: UInt16(truncatingIfNeeded: id))
        } else {
            try bytes.append(number: UInt32(bitPattern: id))
        }
    }
}

/// What examples consist of.
struct ExampleCounts: Equatable, Sendable {
    var examples = 0
    /// Pieces, special tokens included.
    var tokens = 0
    var masked = 0
    var swapped = 0
    var unrelated = 0

    mutating func add(_ pair: SegmentPair, length: Int, masks: Int) {
        examples += 1
        tokens += length
        masked += masks
        swapped += pair.isSwapped && !pair.isUnrelated ? 1 : 0
        unrelated += pair.isUnrelated ? 1 : 0
    }

    mutating func add(_ other: ExampleCounts) {
        examples += other.examples
        tokens += other.tokens
        masked += other.masked
        swapped += other.swapped
        unrelated += other.unrelated
    }
}
