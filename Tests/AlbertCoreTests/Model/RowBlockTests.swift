import Testing

@testable import AlbertCore

@Suite("blocks of rows")
struct RowBlockTests {
    /// The blocks of `count` rows, each with the first float of its own scratch, in the order of their rows.
    private func blocks(
        of count: Int, threads: Int, watch: Watch = .none
    ) throws -> [(rows: Range<Int>, threads: Int, lane: Int)] {
        let model = try GoldenModel("plain").open(.bfloat16)
        let ids = [Int32](repeating: 1, count: 600)
        let lengths = [Int64](repeating: 30, count: 20)
        let lock = try Lock()
        let rowBlock = try Kernels.chosen().rowBlock
        nonisolated(unsafe) var seen: [(rows: Range<Int>, threads: Int, lane: Int)] = []
        try ids.withUnsafeBufferPointer { ids in
            try lengths.withUnsafeBufferPointer { lengths in
                let batch = Batch(ids: ids, lengths: lengths)
                try model.forEachSlice(of: batch, threads: threads, watch: watch) { (pass) throws(AlbertError) in
                    try pass.forEachBlock(of: count) { block in
                        let lane = (block.wide.base - pass.work.wide.view.base) / block.wide.stride / rowBlock
                        #expect(
                            block.own(pass.work.hidden.view).base == pass.work.hidden.view.row(block.rows.lowerBound))
                        #expect(block.update.base == pass.work.update.view.row(lane * rowBlock))
                        #expect(block.scratch.prepared.base == pass.work.prepared.view.row(lane * rowBlock))
                        #expect(block.scratch.tiles == pass.work.tiles.base + lane * pass.work.tileStride)
                        lock.withLock { seen.append((block.rows, block.threads, lane)) }
                    }
                }
            }
        }
        return seen.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    }

    @Test("are all rows, each once, at most as many at a time as a thread has scratch for", arguments: [1, 2, 3])
    func covering(threads: Int) throws {
        let rowBlock = try Kernels.chosen().rowBlock
        for count in [0, 1, 27, 28, 55, 56, 57, 83, 84, 85, 111, 112, 113, 224, 225, 336, 337, 600] {
            let blocks = try blocks(of: count, threads: threads)
            #expect(blocks.flatMap { Array($0.rows) } == Array(0..<count), "\(count) rows")
            for block in blocks {
                #expect(block.rows.count <= rowBlock * block.threads)
                #expect(block.lane + block.threads <= threads)
            }
        }
    }

    @Test("are one block that all threads share where there are few rows, else as many for one thread as for the other")
    func sharing() throws {
        #expect(try blocks(of: 56, threads: 3).map(\.threads) == [3])
        let many = try blocks(of: 600, threads: 2)
        #expect(many.count == 6 && many.allSatisfy { $0.threads == 1 && $0.rows.count == 100 })
    }

    @Test("end the call when it was cancelled")
    func cancelled() throws {
        let error = #expect(throws: AlbertError.self) {
            try CancelledWatch.with { watch in _ = try blocks(of: 100, threads: 2, watch: watch) }
        }
        #expect(error?.code == .cancelled)
    }
}
