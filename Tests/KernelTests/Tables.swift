// The tables that this machine can run, and memory whose edges are guarded.
import CAlbert
import Glibc
import Testing

struct Table: CustomTestStringConvertible, Sendable {
    nonisolated(unsafe) let pointer: UnsafePointer<albert_kernels>

    /// The slowest first.
    static let all: [Table] = [
        "portable", "avx2", "avxvnni", "avx512", "avx512vnni", "avx512bf16", "neon", "neondot",
    ].compactMap { (name: String) -> Table? in
        guard let pointer = albert_kernels_named(name) else { return nil }
        return Table(pointer: pointer)
    }
    /// Those with fused multiply-adds, which agree bit for bit.
    static let fused: [Table] = all.filter(\.isFused)

    var kernels: albert_kernels { pointer.pointee }
    var isFused: Bool { name != "portable" }
    /// Whether its bfloat16 instructions take denormal values for zero.
    var flushesDenormals: Bool { name == "avx512bf16" }
    var float32: albert_product { kernels.products.0 }
    var bfloat16: albert_product { kernels.products.1 }
    var int8: albert_product { kernels.products.2 }
    var name: String { String(cString: kernels.name) }
    var rowTile: Int { Int(kernels.row_tile) }
    var width: Int { Int(kernels.column_tile) }
    var testDescription: String { name }
}

/// Values that begin right behind, or end right before, a page that may not be touched.
final class Guarded<Element: BitwiseCopyable> {
    let base: UnsafeMutablePointer<Element>
    private let mapping: UnsafeMutableRawPointer
    private let byteCount: Int

    init(_ values: [Element], atEnd: Bool, alignment: Int = MemoryLayout<Element>.size) {
        let page = 4096
        let needed = (values.count * MemoryLayout<Element>.size + alignment - 1) / alignment * alignment
        let inner = max(page, (needed + page - 1) / page * page)
        byteCount = inner + 2 * page
        mapping = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        mprotect(mapping, page, PROT_NONE)
        mprotect(mapping + page + inner, page, PROT_NONE)
        let start = atEnd ? mapping + page + inner - needed : mapping + page
        base = start.bindMemory(to: Element.self, capacity: max(values.count, 1))
        base.update(from: values, count: values.count)
    }

    deinit { munmap(mapping, byteCount) }

    func array(_ count: Int) -> [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
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

/// Rows of `width` values, `extra` times NaN between them.
func spread(_ values: [Float], rows: Int, width: Int, extra: Int) -> [Float] {
    var result: [Float] = []
    for row in 0..<rows {
        result += values[row * width..<(row + 1) * width]
        if row + 1 < rows { result += [Float](repeating: .nan, count: extra) }
    }
    return result
}
