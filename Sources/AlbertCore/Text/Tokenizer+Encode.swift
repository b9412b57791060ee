// Encoding: one text, many, or words. All three come down to `TextEncoder`, so a batch equals its texts one by one.

extension Tokenizer {
    func encode(
        _ text: UnsafeBufferPointer<UInt8>, pair: UnsafeBufferPointer<UInt8>?, options: EncodeOptions, watch: Watch
    ) throws(AlbertError) -> Encodings {
        var encoder = try TextEncoder(parts, options, usesPairs: pair != nil, watch: watch)
        encoder.expect(byteCount: text.count)
        try encoder.encode(number: 0, text, pair: pair)
        return try encoder.finish()
    }

    /// The same as one by one, laid end to end.
    func encodeBatch(
        count: Int, text: (Int) -> UnsafeBufferPointer<UInt8>, pair: ((Int) -> UnsafeBufferPointer<UInt8>?)?,
        options: EncodeOptions, watch: Watch
    ) throws(AlbertError) -> Encodings {
        let threads = try threadCount(options, taskCount: count)
        let usesPairs = pair != nil
        guard threads > 1 else {
            var encoder = try TextEncoder(parts, options, usesPairs: usesPairs, watch: watch)
            encoder.expect(byteCount: byteCount(0..<count, text))
            for number in 0..<count {
                try encoder.encode(number: number, text(number), pair: pair?(number))
                watch.report(number + 1, of: count)
            }
            return try encoder.finish()
        }
        // Neighbouring texts go to one task, so that the tasks' results only have to be laid end to end. Many more tasks than
        // threads even out texts of different lengths.
        let taskCount = min(count, threads * 16)
        let results = BatchResults(taskCount: taskCount)
        runTasks(taskCount, threads: threads) { task, _ in
            let numbers = (count * task / taskCount)..<(count * (task + 1) / taskCount)
            results.run(task) { () throws(AlbertError) in
                var encoder = try TextEncoder(parts, options, usesPairs: usesPairs, watch: watch)
                encoder.expect(byteCount: byteCount(numbers, text))
                for number in numbers { try encoder.encode(number: number, text(number), pair: pair?(number)) }
                return EncodedPart(encoder.finishDraft())
            }
        }
        return try results.joined(threads: threads)
    }

    /// Text that comes as words: `words` of the result is the number of the given word, offsets are within it.
    func encodeWords(
        count: Int, word: (Int) -> UnsafeBufferPointer<UInt8>, pairCount: Int?,
        pairWord: ((Int) -> UnsafeBufferPointer<UInt8>)?, options: EncodeOptions, watch: Watch
    ) throws(AlbertError) -> Encodings {
        var encoder = try TextEncoder(parts, options, usesPairs: pairCount != nil, watch: watch)
        try encoder.encodeWords(count: count, word: word, pairCount: pairCount, pairWord: pairWord)
        return try encoder.finish()
    }

    private func threadCount(_ options: EncodeOptions, taskCount: Int) throws(AlbertError) -> Int {
        guard let threads = options.threads else { return min(defaultThreadCount, taskCount) }
        guard threads >= 1, threads <= 1024 else {
            throw AlbertError(.argument, at: "threads", "threads is \(threads), it must be from 1 to 1024")
        }
        return min(threads, taskCount)
    }
}

/// Of some texts in all, or the largest number: the same bytes may be given many times.
private func byteCount(_ numbers: Range<Int>, _ text: (Int) -> UnsafeBufferPointer<UInt8>) -> Int {
    numbers.reduce(0) { total, number in
        let sum = total.addingReportingOverflow(text(number).count)
        return sum.overflow ? .max : sum.partialValue
    }
}

/// What a task of a batch has made.
private final class EncodedPart: @unchecked Sendable {
    let draft: EncodingDraft

    init(_ draft: consuming EncodingDraft) { self.draft = draft }
}

/// What the tasks of a batch leave: each writes its own place.
private final class BatchResults: @unchecked Sendable {
    private let places: UnsafeMutableBufferPointer<Result<EncodedPart, AlbertError>?>

    /// `taskCount` is small: a few for each thread.
    init(taskCount: Int) {
        places = .allocate(capacity: taskCount)
        places.initialize(repeating: nil)
    }

    deinit {
        places.deinitialize()
        places.deallocate()
    }

    func run(_ task: Int, _ body: () throws(AlbertError) -> EncodedPart) {
        guard task >= 0, task < places.count else { return }
        do throws(AlbertError) {
            places[task] = .success(try body())
        } catch {
            places[task] = .failure(error)
        }
    }

    /// All of them end to end; the first task's error if any failed. The rows are copied by all threads.
    func joined(threads: Int) throws(AlbertError) -> Encodings {
        var whole = try EncodingDraft()
        var rowCount = 0
        for case .success(let part) in places { rowCount = try checkedSum(rowCount, part.draft.rows.count) }
        try whole.rows.reserve(rowCount)
        var firstRows: [Int] = []
        for task in 0..<places.count {
            firstRows.append(whole.rows.count)
            switch places[task] {
            case .success(let part): try whole.appendAllButRows(part.draft)
            case .failure(let error): throw error
            case nil: throw AlbertError(.internal, at: "", "task \(task) of a batch did not run")
            }
        }
        let rows = whole.rows.columns
        runTasks(places.count, threads: threads) { task, _ in
            if case .success(let part) = places[task] { part.draft.rows.copy(to: rows, from: firstRows[task]) }
            // Giving memory back takes time too.
            places[task] = nil
        }
        return try Encodings(whole)
    }
}
