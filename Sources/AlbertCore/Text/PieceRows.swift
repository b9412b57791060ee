// The pieces of a text as they are found: four columns of the encoding that is being made.

struct PieceRows: ~Copyable {
    var ids: Buffer<Int32>
    /// Byte offsets in the text.
    var starts: Buffer<Int32>
    var ends: Buffer<Int32>
    /// The number of the word, -1 for a special token that was added.
    var words: Buffer<Int32>

    init() throws(AlbertError) {
        let ids = try Buffer<Int32>()
        let starts = try Buffer<Int32>()
        let ends = try Buffer<Int32>()
        let words = try Buffer<Int32>()
        self.ids = ids
        self.starts = starts
        self.ends = ends
        self.words = words
    }

    var count: Int { ids.count }

    @inline(__always)
    mutating func append(_ id: Int32, start: Int32, end: Int32, word: Int32) throws(AlbertError) {
        if ids.count == ids.capacity { try reserve(ids.count + 1) }
        let row = ids.count
        ids.base[row] = id
        starts.base[row] = start
        ends.base[row] = end
        words.base[row] = word
        try resize(row &+ 1)
    }

    /// Room for `wanted` rows in all columns.
    mutating func reserve(_ wanted: Int) throws(AlbertError) {
        guard wanted <= Self.countLimit else {
            throw AlbertError(.limit, at: "", "the encoding has more than \(Self.countLimit) pieces")
        }
        try ids.reserve(wanted)
        try starts.reserve(ids.capacity)
        try ends.reserve(ids.capacity)
        try words.reserve(ids.capacity)
    }

    /// Copies rows of `other`.
    mutating func append(_ rows: Range<Int>, of other: borrowing PieceRows) throws(AlbertError) {
        try reserve(try checkedSum(count, rows.count))
        try ids.append(UnsafeBufferPointer(rebasing: other.ids.elements[rows]))
        try starts.append(UnsafeBufferPointer(rebasing: other.starts.elements[rows]))
        try ends.append(UnsafeBufferPointer(rebasing: other.ends.elements[rows]))
        try words.append(UnsafeBufferPointer(rebasing: other.words.elements[rows]))
    }

    /// Copies all rows of `other`.
    mutating func append(_ other: Encodings) throws(AlbertError) {
        try reserve(try checkedSum(count, other.ids.count))
        try ids.append(other.ids.elements)
        try starts.append(other.starts.elements)
        try ends.append(other.ends.elements)
        try words.append(other.words.elements)
    }

    mutating func removeFirst(_ dropped: Int) {
        ids.removeFirst(dropped)
        starts.removeFirst(dropped)
        ends.removeFirst(dropped)
        words.removeFirst(dropped)
    }

    mutating func removeLast(_ dropped: Int) {
        ids.removeLast(dropped)
        starts.removeLast(dropped)
        ends.removeLast(dropped)
        words.removeLast(dropped)
    }

    @inline(__always)
    private mutating func resize(_ count: Int) throws(AlbertError) {
        try ids.resize(count)
        try starts.resize(count)
        try ends.resize(count)
        try words.resize(count)
    }

    /// Row numbers are Int32 in the encoding.
    static let countLimit = Int(Int32.max)
}
