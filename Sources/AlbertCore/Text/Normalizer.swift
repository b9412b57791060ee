// Text into normalised scalars, as the published tokenizer.json does it (ALBERT.md 4.3 step 1 and 4.7): fold quotes,
// decompose, drop marks, lower-case, look clusters up in the charsmap. One pass; every scalar that comes out knows the bytes
// it stands for, by the same rules as the `tokenizers` library, its oddities included.

struct NormalizerSettings: Equatable, Sendable {
    var foldsQuotes = true
    /// NFKD, then every mark is removed.
    var stripsAccents = true
    var lowersCase = true
    /// Runs of spaces become one. Only tokens that are looked for in normalised text can tell: words are split at spaces.
    var collapsesSpaces = false
}

struct Normalizer: ~Copyable {
    struct Source {
        var scalar: UInt32
        var start: Int32
        var end: Int32
    }

    private let settings: NormalizerSettings
    private let charsmap: Charsmap
    /// ASCII that the charsmap leaves alone.
    private let isUntouched: (UInt64, UInt64)

    private var breaks = GraphemeBreaks()
    /// The cluster so far, while it is under 6 bytes; a longer one is read scalar by scalar.
    private var cluster: Buffer<Source>
    private var clusterByteCount = 0
    private static let clusterByteLimit = 6

    /// The scalar that goes out next and by how many source scalars it differs: 1 is an extra one, -n stands for n more. It
    /// waits because a removal is booked on the scalar before it.
    private var waiting: (scalar: UInt32, change: Int)?
    /// Sources not yet booked. Removals at the very start are never booked, so that all later spans are late by as many
    /// scalars: the published tokenizer does that, and its offsets are the contract.
    private var unbooked: Buffer<Source>
    private var firstUnbooked = 0
    private var lastBooked: Source

    init(_ settings: NormalizerSettings, charsmap: Charsmap) throws(AlbertError) {
        let cluster = try Buffer<Source>(capacity: 16)
        let unbooked = try Buffer<Source>(capacity: 64)
        self.settings = settings
        self.charsmap = charsmap
        self.cluster = cluster
        self.unbooked = unbooked
        var untouched = Self.untouchedASCII(charsmap)
        // A capital is looked up as the small letter that it becomes; those are 32 bits further on.
        if settings.lowersCase { untouched.1 &= untouched.1 >> 32 | ~0x07FF_FFFE }
        isUntouched = untouched
        lastBooked = Source(scalar: 0, start: 0, end: 0)
    }

    /// A new fragment begins at `start`: what came before no longer matters.
    mutating func begin(at start: Int) {
        breaks = GraphemeBreaks()
        cluster.removeAll()
        clusterByteCount = 0
        waiting = nil
        unbooked.removeAll()
        firstUnbooked = 0
        let start = Int32(truncatingIfNeeded: start)
        lastBooked = Source(scalar: 0, start: start, end: start)
    }

    /// Whether all that was read has gone out with the span it had: then the next bytes may be read as if they came first.
    var isSettled: Bool { firstUnbooked == unbooked.count && waiting == nil && cluster.isEmpty }

    /// Reads bytes `range` of `text`. A quote pair must not lie across the range's end.
    mutating func feed<Sink: ScalarSink & ~Copyable>(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, watch: Watch, into sink: inout Sink
    ) throws(AlbertError) {
        var index = range.lowerBound
        var nextCheck = index
        while index < range.upperBound {
            if index >= nextCheck {
                try watch.check()
                nextCheck = index &+ 1 << 15
            }
            let byte = text[index]
            if settings.foldsQuotes, byte == 0x60 || byte == 0x27, index &+ 1 < range.upperBound,
                text[index &+ 1] == byte
            {
                // The published normaliser books the new character on the second quote.
                try push(0x22, start: index &+ 1, end: index &+ 2, into: &sink)
                index &+= 2
                continue
            }
            // Plain ASCII before plain ASCII: a cluster of its own, nothing to look up, and nothing after it to be booked on it.
            if isPlainASCII(byte), index &+ 1 == range.upperBound || isPlainASCII(text[index &+ 1]),
                breaks.endBeforeOther
            {
                if !isSettled { try finish(into: &sink) }
                if isSettled {
                    let isUpper = byte &- 0x41 < 26 && settings.lowersCase
                    try sink.putASCII(isUpper ? byte | 0x20 : byte, at: Int32(truncatingIfNeeded: index))
                    let place = Int32(truncatingIfNeeded: index)
                    lastBooked = Source(scalar: UInt32(byte), start: place, end: place &+ 1)
                    breaks = .afterOther
                    index &+= 1
                    continue
                }
            }
            let scalar = decodeScalar(text, at: index, end: range.upperBound)
            try expand(scalar.value, start: index, end: index &+ scalar.byteCount, into: &sink)
            index &+= scalar.byteCount
        }
    }

    /// The fragment, or a part of it that ends at a cluster's end, is complete.
    mutating func finish<Sink: ScalarSink & ~Copyable>(into sink: inout Sink) throws(AlbertError) {
        try closeCluster(into: &sink)
        try release(into: &sink)
    }

    // MARK: Decompose, drop marks, lower-case

    @inline(__always)
    private mutating func expand<Sink: ScalarSink & ~Copyable>(
        _ scalar: UInt32, start: Int, end: Int, into sink: inout Sink
    ) throws(AlbertError) {
        if scalar < 0x80 {
            let isUpper = scalar >= 0x41 && scalar <= 0x5A && settings.lowersCase
            return try push(isUpper ? scalar | 0x20 : scalar, start: start, end: end, into: &sink)
        }
        let record = ScalarRecord(of: scalar)
        guard settings.stripsAccents else { return try lower(scalar, record, start, end, into: &sink) }
        if scalar >= 0xAC00, scalar <= 0xD7A3 {
            let index = scalar - 0xAC00
            try push(0x1100 + index / 588, start: start, end: end, into: &sink)
            try push(0x1161 + index % 588 / 28, start: start, end: end, into: &sink)
            if index % 28 > 0 { try push(0x11A7 + index % 28, start: start, end: end, into: &sink) }
            return
        }
        if let parts = record.decomposition, !record.flags.contains(.lateDecomposition) {
            for part in parts {
                let record = ScalarRecord(of: part)
                if !record.flags.contains(.mark) { try lower(part, record, start, end, into: &sink) }
            }
        } else if !record.flags.contains(.mark) {
            try lower(scalar, record, start, end, into: &sink)
        }
    }

    @inline(__always)
    private mutating func lower<Sink: ScalarSink & ~Copyable>(
        _ scalar: UInt32, _ record: ScalarRecord, _ start: Int, _ end: Int, into sink: inout Sink
    ) throws(AlbertError) {
        guard settings.lowersCase, let parts = record.lower else {
            return try push(scalar, start: start, end: end, into: &sink)
        }
        for part in parts { try push(part, start: start, end: end, into: &sink) }
    }

    // MARK: Clusters and the charsmap

    @inline(__always)
    private mutating func push<Sink: ScalarSink & ~Copyable>(
        _ scalar: UInt32, start: Int, end: Int, into sink: inout Sink
    ) throws(AlbertError) {
        let source = Source(
            scalar: scalar, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
        if charsmap.isIdentity { return try sink.put(scalar, start: source.start, end: source.end) }
        if breaks.take(ScalarRecord(of: scalar)) { try closeCluster(into: &sink) }
        try unbooked.append(source)
        clusterByteCount &+= utf8Length(of: scalar)
        try cluster.append(source)
        if clusterByteCount >= Self.clusterByteLimit {
            for index in 0..<cluster.count { try replace(index, 1, into: &sink) }
            cluster.removeAll()
        }
    }

    private mutating func closeCluster<Sink: ScalarSink & ~Copyable>(into sink: inout Sink) throws(AlbertError) {
        let count = cluster.count
        if count > 0 { try replace(0, count, into: &sink) }
        cluster.removeAll()
        clusterByteCount = 0
    }

    /// Replaces `count` scalars of the cluster by the shortest match at their start, all of them whatever the match covers, or
    /// else each by its own.
    private mutating func replace<Sink: ScalarSink & ~Copyable>(
        _ first: Int, _ count: Int, into sink: inout Sink
    ) throws(AlbertError) {
        let scalar = cluster[first].scalar
        if count == 1, scalar < 0x80, isUntouchedASCII(scalar) { return try emit(scalar, 0, into: &sink) }
        var bytes: UInt64 = 0
        let match = withUnsafeMutableBytes(of: &bytes) { raw -> Charsmap.Match? in
            guard let base = raw.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
            var length = 0
            for index in first..<(first + count) where length <= 4 {
                length += encodeScalar(cluster[index].scalar, to: base + length)
            }
            return charsmap.shortestMatch(UnsafeBufferPointer(start: base, count: length))
        }
        if let match {
            try emit(match.replacement, for: count, into: &sink)
        } else if count == 1 {
            try emit(scalar, 0, into: &sink)
        } else {
            for index in first..<(first + count) { try replace(index, 1, into: &sink) }
        }
    }

    private mutating func emit<Sink: ScalarSink & ~Copyable>(
        _ replacement: UnsafeBufferPointer<UInt8>, for oldCount: Int, into sink: inout Sink
    ) throws(AlbertError) {
        guard let base = replacement.baseAddress else { return }
        var newCount = 0
        for byte in replacement where byte & 0xC0 != 0x80 { newCount += 1 }
        var index = 0
        var number = 0
        while index < replacement.count {
            let scalar = decodeScalar(base, at: index, end: replacement.count)
            // The first ones stand for the old ones, the rest are extra.
            try emit(scalar.value, number < oldCount ? 0 : 1, into: &sink)
            number += 1
            index += scalar.byteCount
        }
        // Removals are booked on the scalar before; at the very start there is none, and they are not booked at all.
        if newCount < oldCount, let last = waiting { waiting = (last.scalar, last.change - (oldCount - newCount)) }
    }

    // MARK: Booking

    @inline(__always)
    private mutating func emit<Sink: ScalarSink & ~Copyable>(
        _ scalar: UInt32, _ change: Int, into sink: inout Sink
    ) throws(AlbertError) {
        try release(into: &sink)
        waiting = (scalar, change)
    }

    @inline(__always)
    private mutating func release<Sink: ScalarSink & ~Copyable>(into sink: inout Sink) throws(AlbertError) {
        guard let (scalar, change) = waiting else { return }
        waiting = nil
        if change > 0 {
            return try sink.put(scalar, start: lastBooked.start, end: lastBooked.end)
        }
        book()
        let (start, end) = (lastBooked.start, lastBooked.end)
        for _ in 0..<(-change) { book() }
        try sink.put(scalar, start: start, end: end)
    }

    @inline(__always)
    private mutating func book() {
        guard firstUnbooked < unbooked.count else { return }
        lastBooked = unbooked[firstUnbooked]
        firstUnbooked &+= 1
        if firstUnbooked == unbooked.count {
            unbooked.removeAll()
            firstUnbooked = 0
        } else if firstUnbooked >= 4096, firstUnbooked &* 2 >= unbooked.count {
            unbooked.removeFirst(firstUnbooked)
            firstUnbooked = 0
        }
    }

    @inline(__always)
    private func isPlainASCII(_ byte: UInt8) -> Bool { byte &- 0x20 < 0x5F && isUntouchedASCII(UInt32(byte)) }

    @inline(__always)
    private func isUntouchedASCII(_ scalar: UInt32) -> Bool {
        (scalar < 64 ? isUntouched.0 >> UInt64(scalar) : isUntouched.1 >> UInt64(scalar & 63)) & 1 != 0
    }

    /// Bit b of the pair: whether the charsmap leaves ASCII byte b alone.
    static func untouchedASCII(_ charsmap: Charsmap) -> (UInt64, UInt64) {
        var bits: (UInt64, UInt64) = (0, 0)
        for scalar in UInt8(0)..<128 {
            let isUntouched = withUnsafePointer(to: scalar) {
                charsmap.shortestMatch(UnsafeBufferPointer(start: $0, count: 1)) == nil
            }
            guard isUntouched else { continue }
            if scalar < 64 { bits.0 |= 1 << UInt64(scalar) } else { bits.1 |= 1 << UInt64(scalar - 64) }
        }
        return bits
    }
}
