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
            throw Self.tooMany
        }
        try ids.reserve(wanted)
        try starts.reserve(ids.capacity)
        try ends.reserve(ids.capacity)
        try words.reserve(ids.capacity)
    }

    /// The columns for `WordCutter`, which appends to them.
    var columns: WordCutter.Columns {
        WordCutter.Columns(
            ids: ids.base, starts: starts.base, ends: ends.base, words: words.base, count: count, capacity: capacity)
    }

    /// Takes over what was appended to `columns` of these rows.
    mutating func take(_ columns: WordCutter.Columns) throws(AlbertError) {
        guard columns.count <= Self.countLimit else { throw Self.tooMany }
        try resize(columns.count)
    }

    /// Rows that all columns have room for.
    private var capacity: Int { min(ids.capacity, starts.capacity, ends.capacity, words.capacity) }

    /// Copies rows of `other`.
    mutating func append(_ rows: Range<Int>, of other: borrowing PieceRows) throws(AlbertError) {
        try reserve(try checkedSum(count, rows.count))
        try ids.append(UnsafeBufferPointer(rebasing: other.ids.elements[rows]))
        try starts.append(UnsafeBufferPointer(rebasing: other.starts.elements[rows]))
        try ends.append(UnsafeBufferPointer(rebasing: other.ends.elements[rows]))
        try words.append(UnsafeBufferPointer(rebasing: other.words.elements[rows]))
    }

    /// Adds `added` rows that must be written before they are read.
    mutating func addUnwritten(_ added: Int) throws(AlbertError) {
        let wanted = try checkedSum(count, added)
        try reserve(wanted)
        try resize(wanted)
    }

    /// Writes all rows over those of `target` from row `first` on, which are there.
    func copy(to target: WordCutter.Columns, from first: Int) {
        guard first >= 0, count <= target.count - first else { return }
        (target.ids + first).update(from: ids.base, count: count)
        (target.starts + first).update(from: starts.base, count: count)
        (target.ends + first).update(from: ends.base, count: count)
        (target.words + first).update(from: words.base, count: count)
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

    private static var tooMany: AlbertError {
        AlbertError(.limit, at: "", "the encoding has more than \(countLimit) pieces")
    }

    /// Row numbers are Int32 in the encoding.
    static let countLimit = Int(Int32.max)
}
