// Runs of a tensor's elements as float32, whatever type the file keeps them in.

/// Reads a model's tensors, and counts values that are no numbers where asked to. Safe to use from many threads.
final class WeightReader: @unchecked Sendable {
    let store: TensorStore
    let kernels: Kernels
    private let countsNonFinite: Bool
    private let lock: Lock
    private var count = 0

    init(_ store: TensorStore, kernels: Kernels, countsNonFinite: Bool) throws(AlbertError) {
        self.store = store
        self.kernels = kernels
        self.countsNonFinite = countsNonFinite
        lock = try Lock()
    }

    /// NaN and infinite values read so far; nil where they are not counted.
    var nonFiniteCount: Int? { countsNonFinite ? lock.withLock { count } : nil }

    /// Reads a run of elements; `raw` has room for the run in the file's type.
    func read(
        _ entry: TensorEntry, _ elements: Range<Int>, raw: UnsafeMutablePointer<UInt8>,
        into target: UnsafeMutablePointer<Float>
    ) throws(AlbertError) {
        let count = elements.count
        if entry.type == .float32 {
            try store.read(
                entry, elements: elements, into: UnsafeMutableRawBufferPointer(start: target, count: count * 4))
        } else {
            let bytes = UnsafeMutableRawBufferPointer(start: raw, count: count * entry.type.byteCount)
            try store.read(entry, elements: elements, into: bytes)
            kernels.widen(UnsafeRawPointer(raw), isBrain: entry.type == .bfloat16, to: target, count: count)
        }
        guard countsNonFinite else { return }
        let found = kernels.nonFiniteCount(target, count: count)
        if found > 0 { lock.withLock { self.count += found } }
    }
}
