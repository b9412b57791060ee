// Many texts in one piece of memory: results of any size without one allocation each.

/// Texts in order, each followed by a NUL that does not count.
struct TextList: ~Copyable {
    private var bytes: Buffer<UInt8>
    private var starts: Buffer<Int>

    init() throws(AlbertError) {
        let noBytes = try Buffer<UInt8>()
        let noStarts = try Buffer<Int>()
        bytes = noBytes
        starts = noStarts
    }

    var count: Int { starts.count }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(AlbertError) {
        try starts.append(bytes.count)
        try bytes.append(text)
        try bytes.append(0)
    }

    /// Text `index`, without its NUL; valid until the next append.
    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let end = (index + 1 < starts.count ? starts[index + 1] : bytes.count) - 1
        return UnsafeBufferPointer(rebasing: bytes.elements[starts[index]..<end])
    }

    /// Text `index` as a Swift string.
    func string(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }
}
