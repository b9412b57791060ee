// Memory for anything whose size a stranger chooses. Comes from C and may fail; a Swift array that cannot grow ends the
// process.
import CAlbert

/// A growing, contiguous piece of memory, aligned to 64 bytes (one of zeros: for any element). Elements from `count` to `capacity` are uninitialised.
struct Buffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count: Int
    private(set) var capacity: Int

    /// Room for `capacity` elements, none of them in use.
    init(capacity: Int = 0) throws(AlbertError) {
        base = try Self.allocate(capacity)
        self.capacity = capacity
        count = 0
    }

    /// `count` elements that must be written before they are read.
    init(uninitialized count: Int) throws(AlbertError) {
        try self.init(capacity: count)
        self.count = count
    }

    /// `count` elements, all `value`.
    init(repeating value: Element, count: Int) throws(AlbertError) {
        try self.init(capacity: count)
        base.update(repeating: value, count: count)
        self.count = count
    }

    /// `zeroCount` elements, all of whose bytes are zero. Large ones take memory only where they are written.
    init(zeroCount: Int) throws(AlbertError) {
        let byteCount = try checkedProduct(zeroCount, MemoryLayout<Element>.stride)
        guard let block = albert_memory_allocate_zeros(byteCount) else { throw .outOfMemory(byteCount) }
        base = block.assumingMemoryBound(to: Element.self)
        capacity = zeroCount
        count = zeroCount
    }

    deinit { albert_memory_free(base) }

    var isEmpty: Bool { count == 0 }
    /// What it holds of the process's memory.
    var byteCount: Int { capacity * MemoryLayout<Element>.stride }
    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
    var mutableElements: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// Checked in debug builds only: indices come from our own loops, never from outside.
    subscript(index: Int) -> Element {
        @inline(__always) get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        @inline(__always) set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) throws(AlbertError) {
        if count == capacity { try reserve(count &+ 1) }
        base[count] = element
        count &+= 1
    }

    mutating func append(_ elements: UnsafeBufferPointer<Element>) throws(AlbertError) {
        guard let source = elements.baseAddress, !elements.isEmpty else { return }
        try reserve(try checkedSum(count, elements.count))
        (base + count).update(from: source, count: elements.count)
        count += elements.count
    }

    /// Makes room for `wanted` elements in all, at least doubling, so that appending is linear.
    mutating func reserve(_ wanted: Int) throws(AlbertError) {
        guard wanted > capacity else { return }
        let doubled = capacity.multipliedReportingOverflow(by: 2)
        let roomier = max(wanted, doubled.overflow ? wanted : doubled.partialValue, 16)
        let byteCount = try checkedProduct(roomier, MemoryLayout<Element>.stride)
        guard let grown = albert_memory_grow(base, count * MemoryLayout<Element>.stride, byteCount) else {
            throw .outOfMemory(byteCount)
        }
        base = grown.assumingMemoryBound(to: Element.self)
        capacity = roomier
    }

    /// Sets the number of elements in use; new ones are uninitialised and must be written before they are read.
    mutating func resize(_ newCount: Int) throws(AlbertError) {
        try reserve(newCount)
        count = newCount
    }

    mutating func removeAll() { count = 0 }

    mutating func removeLast(_ dropped: Int) {
        assert(dropped >= 0 && dropped <= count)
        count -= dropped
    }

    mutating func fill(_ range: Range<Int>, with element: Element) {
        assert(range.lowerBound >= 0 && range.upperBound <= count)
        (base + range.lowerBound).update(repeating: element, count: range.count)
    }

    /// Moves the rest to the front.
    mutating func removeFirst(_ dropped: Int) {
        assert(dropped >= 0 && dropped <= count)
        guard dropped > 0 else { return }
        base.update(from: base + dropped, count: count - dropped)
        count -= dropped
    }

    private static func allocate(_ capacity: Int) throws(AlbertError) -> UnsafeMutablePointer<Element> {
        let byteCount = try checkedProduct(capacity, MemoryLayout<Element>.stride)
        guard let block = albert_memory_allocate(byteCount) else { throw .outOfMemory(byteCount) }
        return block.assumingMemoryBound(to: Element.self)
    }
}

extension Buffer {
    /// A copy of `elements`.
    init(copying elements: [Element]) throws(AlbertError) {
        try self.init(uninitialized: elements.count)
        for (index, element) in elements.enumerated() { self[index] = element }
    }
}

extension AlbertError {
    static func outOfMemory(_ byteCount: Int) -> AlbertError {
        AlbertError(.memory, at: "", "no memory for \(byteCount) bytes")
    }
}
