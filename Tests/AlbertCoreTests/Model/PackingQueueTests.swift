import Testing

@testable import AlbertCore

@Suite("the queue of matrices to pack")
struct PackingQueueTests {
    private static let (outputs, depth) = (700, 300)

    /// Three matrices side by side, each of them several runs long; runs end within matrices and cross from one to the next.
    private func packed(
        threads: Int, _ precision: Precision = .float32, watch: Watch = .none
    ) throws -> PackedMatrix {
        var builder = SafeTensorsBuilder()
        for (number, name) in ["a", "b", "c"].enumerated() {
            let first = number * Self.outputs * Self.depth
            let values = (0..<Self.outputs * Self.depth).map { Float(first + $0) }
            builder.add(name, [Self.outputs, Self.depth], values)
        }
        let kernels = try Kernels.chosen()
        return try builder.file.withUnsafeBytes { file in
            let store = try TensorStore.open(bytes: file, name: "x")
            let queue = try PackingQueue(
                try WeightReader(store, kernels: kernels, countsNonFinite: false), watch: watch)
            let packed = try PackedMatrix(
                columns: 3 * Self.outputs, depth: Self.depth, products: kernels.products(precision))
            try queue.add(store.entries, outputs: Self.outputs, into: packed)
            try runTasks(threads, threads: threads) { (_, _) throws(AlbertError) in try queue.work() }
            return packed
        }
    }

    @Test("puts row by row of every source into columns, on any number of threads", arguments: [1, 2, 3, 64])
    func columns(threads: Int) throws {
        let packed = try packed(threads: threads)
        var column = [Float](repeating: 0, count: Self.depth)
        for index in 0..<packed.columns {
            column.withUnsafeMutableBufferPointer { target in
                if let base = target.baseAddress { packed.copyColumn(index, to: base) }
            }
            let first = index * Self.depth
            #expect(column == (first..<first + Self.depth).map(Float.init), "column \(index)")
        }
    }

    @Test("packs the same bits on any number of threads, in every precision", arguments: Precision.allCases)
    func sameBits(_ precision: Precision) throws {
        let one = try packed(threads: 1, precision)
        let three = try packed(threads: 3, precision)
        let areEqual = zip(one.panels.elements, three.panels.elements).allSatisfy { $0.bitPattern == $1.bitPattern }
        #expect(areEqual && one.panels.count == three.panels.count)
        var column = [Float](repeating: 0, count: Self.depth)
        // The first column of the last matrix: bfloat16 keeps 8 binary digits, int8 as many of the largest value.
        column.withUnsafeMutableBufferPointer { target in
            if let base = target.baseAddress { one.copyColumn(2 * Self.outputs, to: base) }
        }
        let first = Float(2 * Self.outputs * Self.depth)
        for (k, value) in column.enumerated() { #expect(abs(value - first - Float(k)) <= 0x1p-8 * (first + 300)) }
    }

    @Test("stops when the call is cancelled")
    func cancelled() throws {
        let error = #expect(throws: AlbertError.self) {
            try CancelledWatch.with { watch in _ = try packed(threads: 2, watch: watch) }
        }
        #expect(error?.code == .cancelled)
    }
}
