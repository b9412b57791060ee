// The tables that this machine can run, and memory whose edges are guarded.
import CAlbert
import Glibc
import Testing

struct Table: CustomTestStringConvertible, Sendable {
    nonisolated(unsafe) let pointer: UnsafePointer<albert_kernels>

    static let all: [Table] = ["portable", "avx2", "avx512", "neon"].compactMap { (name: String) -> Table? in
        guard let pointer = albert_kernels_named(name) else { return nil }
        return Table(pointer: pointer)
    }
    /// Those with fused multiply-adds, which agree bit for bit.
    static let fused: [Table] = all.filter { $0.name != "portable" }

    var kernels: albert_kernels { pointer.pointee }
    var name: String { String(cString: kernels.name) }
    var rowTile: Int { Int(kernels.row_tile) }
    var width: Int { Int(kernels.column_tile) }
    var testDescription: String { name }
}

/// Floats that begin right behind, or end right before, a page that may not be touched.
final class Guarded {
    let base: UnsafeMutablePointer<Float>
    private let mapping: UnsafeMutableRawPointer
    private let byteCount: Int

    init(_ values: [Float], atEnd: Bool, alignment: Int = 4) {
        let page = 4096
        let needed = (values.count * 4 + alignment - 1) / alignment * alignment
        let inner = max(page, (needed + page - 1) / page * page)
        byteCount = inner + 2 * page
        mapping = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        mprotect(mapping, page, PROT_NONE)
        mprotect(mapping + page + inner, page, PROT_NONE)
        let start = atEnd ? mapping + page + inner - needed : mapping + page
        base = start.bindMemory(to: Float.self, capacity: max(values.count, 1))
        base.update(from: values, count: values.count)
    }

    deinit { munmap(mapping, byteCount) }

    func array(_ count: Int) -> [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// splitmix64: the same numbers in every run.
struct Stream {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

    mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var x = state
            x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
            x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
            return (Float((x ^ (x >> 31)) >> 40) / 8_388_608 - 1) * scale
        }
    }
}
