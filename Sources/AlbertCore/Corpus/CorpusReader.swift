// Text files of any size, read in order, a portion at a time: lines, and where documents end.
import Glibc

/// Documents that are tokenized and shuffled together.
final class TextPortion: @unchecked Sendable {
    private var bytes: Buffer<UInt8>
    /// Where the lines end, none of which is blank; they begin where the one before ends.
    private var lineEnds: Buffer<Int>
    /// For each document the number of lines up to its end; no document is empty.
    private(set) var documentEnds: Buffer<Int>

    init() throws(AlbertError) {
        let bytes = try Buffer<UInt8>()
        let lines = try Buffer<Int>()
        let documents = try Buffer<Int>()
        self.bytes = bytes
        lineEnds = lines
        documentEnds = documents
    }

    var lineCount: Int { lineEnds.count }
    var byteCount: Int { bytes.count }

    func start(ofLine line: Int) -> Int { line == 0 ? 0 : lineEnds[line - 1] }

    func text(ofLine line: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes.elements[start(ofLine: line)..<lineEnds[line]])
    }

    /// Gives the memory of the text back; lines and documents stay countable.
    func dropText() throws(AlbertError) { bytes = try Buffer() }

    fileprivate func add(line: UnsafeBufferPointer<UInt8>) throws(AlbertError) {
        try bytes.append(line)
        try lineEnds.append(bytes.count)
        let start = documentEnds.isEmpty ? 0 : self.start(ofLine: documentEnds[documentEnds.count - 1])
        if bytes.count - start >= CorpusReader.documentByteLimit { try endDocument() }
    }

    fileprivate func endDocument() throws(AlbertError) {
        let last = documentEnds.isEmpty ? 0 : documentEnds[documentEnds.count - 1]
        if lineCount > last { try documentEnds.append(lineCount) }
    }

    /// The bytes of whole documents are `wanted` or more, and no other was begun.
    fileprivate func isFull(_ wanted: Int) -> Bool {
        !documentEnds.isEmpty && documentEnds[documentEnds.count - 1] == lineCount && byteCount >= wanted
    }
}

/// The place in the files.
struct CorpusReader: ~Copyable {
    /// Bytes of all files.
    let byteCount: Int
    /// Bytes of files before the present one.
    private var finishedByteCount = 0

    private let paths: [String]
    private var file: File?
    private var nextPath = 0
    /// Bytes of the present file that were read.
    private var offset = 0
    /// The end of what was read, from `position` on not handed out.
    private var buffer: Buffer<UInt8>
    private var position = 0

    static let pathLimit = 1_000_000
    static let lineByteLimit = 16 << 20
    /// A document that is longer goes on as another one: memory has an end, and a corpus without blank lines should be read too.
    static let documentByteLimit = 16 << 20
    private static let pieceByteCount = 1 << 20

    init(_ paths: [String]) throws(AlbertError) {
        guard !paths.isEmpty else { throw AlbertError(.argument, at: "paths", "names no file") }
        var sum = 0
        for path in paths { sum = try checkedSum(sum, try File(path: path).byteCount) }
        let buffer = try Buffer<UInt8>()
        byteCount = sum
        self.paths = paths
        self.buffer = buffer
    }

    /// Bytes of the files that were handed out.
    var doneByteCount: Int { finishedByteCount + offset - (buffer.count - position) }

    /// The next documents: `wanted` bytes of them or a little more, less only at the end; nil where there are none.
    mutating func next(_ wanted: Int, watch: Watch) throws(AlbertError) -> TextPortion? {
        let portion = try TextPortion()
        while !portion.isFull(wanted), try openFile() {
            try watch.check()
            try readDocument(into: portion, wanted)
        }
        return portion.lineCount == 0 ? nil : portion
    }

    /// False after the last one.
    private mutating func openFile() throws(AlbertError) -> Bool {
        guard file == nil else { return true }
        guard nextPath < paths.count else { return false }
        file = try File(path: paths[nextPath])
        nextPath += 1
        return true
    }

    /// Up to a blank line, the end of the file, or where the document has to be cut.
    private mutating func readDocument(into portion: TextPortion, _ wanted: Int) throws(AlbertError) {
        while let line = try nextLine() {
            let text = withoutBlanks(UnsafeBufferPointer(rebasing: buffer.elements[line]))
            guard !text.isEmpty else { return try portion.endDocument() }
            try portion.add(line: text)
            if portion.isFull(wanted) { return }
        }
        try portion.endDocument()
        finishedByteCount += offset
        (file, offset, position) = (nil, 0, 0)
        buffer.removeAll()
    }

    /// Where in `buffer` the next line of the present file stands; nil at its end.
    private mutating func nextLine() throws(AlbertError) -> Range<Int>? {
        guard let file else { return nil }
        var scanned = position
        while true {
            if let found = memchr(buffer.base + scanned, 0x0A, buffer.count - scanned) {
                let end = UnsafeRawPointer(buffer.base).distance(to: UnsafeRawPointer(found))
                defer { position = end + 1 }
                return position..<end
            }
            guard buffer.count - position <= Self.lineByteLimit else {
                throw AlbertError(
                    .limit, at: file.path, byteOffset: Int64(clamping: offset - (buffer.count - position)),
                    "a line has more than \(Self.lineByteLimit) bytes")
            }
            guard offset < file.byteCount else { break }
            buffer.removeFirst(position)
            (scanned, position) = (buffer.count, 0)
            let count = min(Self.pieceByteCount, file.byteCount - offset)
            try buffer.resize(scanned + count)
            try file.read(
                into: UnsafeMutableRawBufferPointer(start: buffer.base + scanned, count: count), at: offset)
            offset += count
        }
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return position..<buffer.count
    }
}

/// Without white space at either end, as Python's str.strip has it.
func withoutBlanks(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let base = text.baseAddress else { return text }
    var (start, end) = (0, text.count)
    while start < end {
        let scalar = decodeScalar(base, at: start, end: end)
        guard isPythonSpace(scalar.value) else { break }
        start += scalar.byteCount
    }
    while start < end {
        let last = scalarStart(base, before: end, from: start)
        let scalar = decodeScalar(base, at: last, end: end)
        guard last + scalar.byteCount == end, isPythonSpace(scalar.value) else { break }
        end = last
    }
    return UnsafeBufferPointer(rebasing: text[start..<end])
}

private func isPythonSpace(_ scalar: UInt32) -> Bool {
    // Letters, digits and signs of ASCII, which most lines begin and end with.
    if scalar &- 0x21 < 0x5E { return false }
    return ScalarRecord(of: scalar).flags.contains(.pythonSpace)
}
