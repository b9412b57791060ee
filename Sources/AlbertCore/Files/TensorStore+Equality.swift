// Whether two tensors of one model are the same: what files of tied weights hold twice.

extension TensorStore {
    private static let runByteCount = 1 << 20

    /// Whether type, shape and bytes are equal. Both are entries of this store.
    func areEqual(_ one: TensorEntry, _ other: TensorEntry) throws(AlbertError) -> Bool {
        guard one.type == other.type, one.shape == other.shape else { return false }
        let step = Self.runByteCount / one.type.byteCount
        let first = try Buffer<UInt8>(uninitialized: Self.runByteCount)
        let second = try Buffer<UInt8>(uninitialized: Self.runByteCount)
        for start in stride(from: 0, to: one.elementCount, by: step) {
            let run = start..<min(start + step, one.elementCount)
            let byteCount = run.count * one.type.byteCount
            let left = UnsafeMutableRawBufferPointer(start: first.base, count: byteCount)
            let right = UnsafeMutableRawBufferPointer(start: second.base, count: byteCount)
            try read(one, elements: run, into: left)
            try read(other, elements: run, into: right)
            guard UnsafeRawBufferPointer(left).elementsEqual(UnsafeRawBufferPointer(right)) else { return false }
        }
        return true
    }
}
