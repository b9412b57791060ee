// One pass over a portion: its documents' examples, made on several threads, then written in random order.

final class PortionExamples {
    private(set) var counts = ExampleCounts()
    /// Bytes of all records.
    private(set) var byteCount = 0
    private let parts: [Records]

    var count: Int { counts.examples }

    /// Documents of this many pieces are one task.
    private static let taskPieceCount = 64 << 10
    private static let writtenByteCount = 1 << 20

    init(
        _ portion: TokenizedPortion, _ header: ShardHeader, _ settings: PretrainingSettings, threads: Int, watch: Watch
    ) throws(AlbertError) {
        let tasks = Self.tasks(of: portion)
        var parts: [Records] = []
        for _ in 1..<tasks.count { parts.append(Records(try ExampleRecords(header))) }
        let (pass, seed, places) = (header.pass, settings.seed, parts)
        try runTasks(
            parts.count, threads: threads,
            failing: { (task, _) throws(AlbertError) in
                for document in tasks[task]..<tasks[task + 1] {
                    try watch.check()
                    let number = portion.number(ofDocument: document)
                    var numbers = RandomNumbers(seed: seed, stream: DrawnFor.masks, UInt64(pass), number)
                    try portion.forEachPair(ofDocument: document, pass: pass, settings) { (pair) throws(AlbertError) in
                        try places[task].value.append(pair, of: portion, masks: &numbers)
                    }
                }
            })
        for part in parts {
            counts.add(part.value.counts)
            byteCount = try checkedSum(byteCount, part.value.bytes.count)
        }
        self.parts = parts
    }

    /// The whole file; `header` has this pass's numbers.
    func write(
        _ header: ShardHeader, seed: UInt64, to sink: PretrainingData.Sink, watch: Watch
    ) throws(AlbertError) {
        guard header.byteCount + byteCount + ShardHeader.checksumByteCount <= ShardHeader.shardByteLimit else {
            throw AlbertError(
                .limit, at: "portion",
                "its examples take \(byteCount) bytes, the limit is \(ShardHeader.shardByteLimit)")
        }
        var order = try Buffer<UInt64>(capacity: count)
        for (part, records) in parts.enumerated() {
            for record in 0..<records.value.ends.count { try order.append(UInt64(part) << 32 | UInt64(record)) }
        }
        var numbers = RandomNumbers(
            seed: seed, stream: DrawnFor.exampleOrder, UInt64(header.pass), UInt64(header.portion))
        numbers.shuffle(order.mutableElements)
        var checksum = Checksum()
        var bytes = try Buffer<UInt8>(capacity: Self.writtenByteCount)
        func flush() throws(AlbertError) {
            try watch.check()
            checksum.add(UnsafeRawBufferPointer(bytes.elements))
            try sink(UnsafeRawBufferPointer(bytes.elements))
            bytes.removeAll()
        }
        try header.append(to: &bytes)
        for place in order.elements {
            let part = parts[Int(place >> 32)]
            let record = Int(place & 0xFFFF_FFFF)
            let start = record == 0 ? 0 : part.value.ends[record - 1]
            try bytes.append(UnsafeBufferPointer(rebasing: part.value.bytes.elements[start..<part.value.ends[record]]))
            if bytes.count >= Self.writtenByteCount - (64 << 10) { try flush() }
        }
        try flush()
        try bytes.append(number: checksum.value)
        try sink(UnsafeRawBufferPointer(bytes.elements))
    }

    /// Documents at which tasks begin, and the end.
    private static func tasks(of portion: TokenizedPortion) -> [Int] {
        var starts = [0]
        var pieceCount = 0
        for document in 0..<portion.documents.count {
            if pieceCount >= taskPieceCount {
                starts.append(document)
                pieceCount = 0
            }
            pieceCount += portion.pieces(portion.sentences(ofDocument: document)).count
        }
        return starts + [portion.documents.count]
    }

    /// Records that can lie in an array; one task writes them.
    private final class Records: @unchecked Sendable {
        var value: ExampleRecords
        init(_ value: consuming ExampleRecords) { self.value = value }
    }
}
