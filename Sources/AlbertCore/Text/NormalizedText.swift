// A normalised fragment as a whole, for the rare tokenizers with added tokens that are looked for in normalised text.

struct NormalizedText: ScalarSink, ~Copyable {
    private(set) var bytes: Buffer<UInt8>
    /// For each byte, what it stands for.
    private var starts: Buffer<Int32>
    private var ends: Buffer<Int32>

    init() throws(AlbertError) {
        let bytes = try Buffer<UInt8>()
        let starts = try Buffer<Int32>()
        let ends = try Buffer<Int32>()
        self.bytes = bytes
        self.starts = starts
        self.ends = ends
    }

    mutating func put(_ scalar: UInt32, start: Int32, end: Int32) throws(AlbertError) {
        try bytes.reserve(bytes.count + 4)
        let length = encodeScalar(scalar, to: bytes.base + bytes.count)
        try bytes.resize(bytes.count + length)
        for _ in 0..<length {
            try starts.append(start)
            try ends.append(end)
        }
    }

    mutating func putASCII(_ byte: UInt8, at place: Int32) throws(AlbertError) {
        try put(UInt32(byte), start: place, end: place &+ 1)
    }

    /// Makes one space of each run of them, which stands for the run's last.
    mutating func collapseSpaces() throws(AlbertError) {
        var count = 0
        for index in 0..<bytes.count {
            let isFirst = count == 0 || bytes[index] != 0x20 || bytes[count - 1] != 0x20
            if isFirst { count += 1 }
            (bytes[count - 1], starts[count - 1], ends[count - 1]) = (bytes[index], starts[index], ends[index])
        }
        try bytes.resize(count)
        try starts.resize(count)
        try ends.resize(count)
    }

    /// What bytes `range`, which are not empty, stand for.
    func source(of range: Range<Int>) -> (start: Int32, end: Int32) {
        (starts[range.lowerBound], ends[range.upperBound - 1])
    }

    /// Forgets the first `count` bytes.
    mutating func removeFirst(_ count: Int) {
        bytes.removeFirst(count)
        starts.removeFirst(count)
        ends.removeFirst(count)
    }

    /// Passes bytes `range` on.
    func send<Sink: ScalarSink & ~Copyable>(_ range: Range<Int>, to sink: inout Sink) throws(AlbertError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let scalar = decodeScalar(UnsafePointer(bytes.base), at: index, end: range.upperBound)
            try sink.put(scalar.value, start: starts[index], end: ends[index])
            index += scalar.byteCount
        }
    }
}

extension [AddedToken] {
    /// The same tokens with contents as normalised text has them.
    func normalized(_ settings: NormalizerSettings, _ charsmap: Charsmap) throws(AlbertError) -> [AddedToken] {
        var normalizer = try Normalizer(settings, charsmap: charsmap)
        var tokens: [AddedToken] = []
        var spellings: [[UInt8]: [UInt8]] = [:]  // of what was normalised
        for var token in self {
            let content = try Buffer(copying: token.content)
            var text = try NormalizedText()
            normalizer.begin(at: 0)
            try normalizer.feed(content.base, 0..<content.count, watch: .none, into: &text)
            try normalizer.finish(into: &text)
            if settings.collapsesSpaces { try text.collapseSpaces() }
            let spelling = token.content
            token.content = text.bytes.elements.map { $0 }
            // A token of which nothing is left never matches; of those that have become alike the first one does.
            if token.content.isEmpty || spellings[token.content, default: spelling] != spelling { continue }
            spellings[token.content] = spelling
            tokens.append(token)
        }
        return tokens
    }
}
