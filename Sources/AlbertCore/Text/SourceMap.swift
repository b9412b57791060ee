// Where the bytes of a lattice's window came from, two bytes each: how far the source start advanced, and how many source
// bytes it covers. The few that do not fit are kept aside.

struct SourceMap: ~Copyable {
    struct Span {
        var start: Int32
        var end: Int32
    }

    private var advances: Buffer<UInt8>
    private var widths: Buffer<UInt8>
    /// In order, those whose advance or width is `aside`.
    private var asides: Buffer<Span>
    private var lastStart: Int32 = 0
    /// The reading end: entries taken, asides taken, and the start of the last entry taken.
    private var taken = 0
    private var asidesTaken = 0
    private var takenStart: Int32 = 0

    private static let aside: UInt8 = 255

    init() throws(AlbertError) {
        let advances = try Buffer<UInt8>(capacity: 256)
        let widths = try Buffer<UInt8>(capacity: 256)
        let asides = try Buffer<Span>()
        self.advances = advances
        self.widths = widths
        self.asides = asides
    }

    @inline(__always)
    mutating func append(start: Int32, end: Int32) throws(AlbertError) {
        let advance = start &- lastStart
        let width = end &- start
        lastStart = start
        if advance >= 0, advance < 255, width >= 0, width < 255 {
            try advances.append(UInt8(truncatingIfNeeded: advance))
            try widths.append(UInt8(truncatingIfNeeded: width))
        } else {
            try advances.append(Self.aside)
            try widths.append(Self.aside)
            try asides.append(Span(start: start, end: end))
        }
    }

    /// The span of the next `count` entries, from the first one's start to the last one's end. Entries are taken in order.
    @inline(__always)
    mutating func take(_ count: Int) -> Span {
        var span = Span(start: takenStart, end: takenStart)
        for index in taken..<(taken &+ count) {
            var entry: Span
            if advances[index] == Self.aside {
                entry = asides[asidesTaken]
                asidesTaken &+= 1
            } else {
                entry = Span(start: takenStart &+ Int32(advances[index]), end: 0)
                entry.end = entry.start &+ Int32(widths[index])
            }
            takenStart = entry.start
            if index == taken { span.start = entry.start }
            span.end = entry.end
        }
        taken &+= count
        return span
    }

    /// Forgets the first `count` entries, all of which were taken.
    mutating func removeFirst(_ count: Int) {
        advances.removeFirst(count)
        widths.removeFirst(count)
        asides.removeFirst(asidesTaken)
        taken -= count
        asidesTaken = 0
    }

    mutating func removeAll() {
        advances.removeAll()
        widths.removeAll()
        asides.removeAll()
        (taken, asidesTaken, takenStart, lastStart) = (0, 0, 0, 0)
    }
}
