import CAlbert
import Testing

@Suite("dispatch")
struct DispatchTests {
    @Test("always has the portable table and never one that does not exist")
    func names() {
        #expect(albert_kernels_named("portable") != nil)
        for name in ["", "avx", "AVX2", "avx512 ", "sse", "avx512-bf16"] { #expect(albert_kernels_named(name) == nil) }
    }

    @Test("chooses what ALBERT_ISA says, else the best table")
    func chosen() {
        let requested = String(cString: albert_kernels_requested())
        let expected = requested.isEmpty ? Table.all.last?.name : requested
        #expect(albert_kernels_chosen().map { String(cString: $0.pointee.name) } == expected)
    }
}
