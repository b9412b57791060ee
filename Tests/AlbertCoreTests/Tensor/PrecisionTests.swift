import Testing

@testable import AlbertCore

@Suite("a precision")
struct PrecisionTests {
    @Test("has the name that options use")
    func names() {
        #expect(Precision.allCases.map(\.rawValue) == ["f32", "bf16", "int8"])
        #expect(Precision(rawValue: "fp8") == nil)
    }

    @Test("is one step finer outside the layers, and bfloat16 in their attention where they are int8")
    func parts() {
        #expect(Precision.allCases.map(\.outsideLayers) == [.float32, .float32, .bfloat16])
        #expect(Precision.allCases.map(\.ofAttention) == [.float32, .bfloat16, .bfloat16])
        #expect(Precision.allCases.map(\.isNarrow) == [false, true, true])
    }

    @Test("says how many words hold a depth")
    func words() throws {
        let kernels = try Kernels.chosen()
        for (precision, perWord, trailer) in [(Precision.float32, 1, 0), (.bfloat16, 2, 0), (.int8, 4, 2)] {
            let products = kernels.products(precision)
            #expect(products.precision == precision)
            for depth in [0, 1, 2, 3, 4, 5, 7, 8, 768] {
                let steps = (depth + perWord - 1) / perWord
                #expect(products.steps(depth) == steps && products.words(depth) == steps + trailer)
                #expect(products.panelWords(depth) == (steps + trailer) * kernels.columnTile)
            }
            #expect(products.steps(.max) == Int.max / perWord + (perWord == 1 ? 0 : 1))
            #expect(products.tileCount == kernels.rowTile * kernels.columnTile)
        }
    }
}
