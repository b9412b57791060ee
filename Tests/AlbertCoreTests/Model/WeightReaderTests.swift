import Testing

@testable import AlbertCore

@Suite("reading weights")
struct WeightReaderTests {
    private func read(_ type: String, _ bytes: [UInt8], count: Int) throws -> (values: [Float], nonFinite: Int?) {
        let tensor = Sample.tensor("x", type, "[\(count)]", 0, bytes.count)
        let file = Sample.safetensors("{\(tensor)}") + bytes
        return try file.withUnsafeBytes { file in
            let store = try TensorStore.open(bytes: file, name: "x")
            let reader = try WeightReader(store, kernels: try Kernels.chosen(), countsNonFinite: true)
            let raw = try Buffer<UInt8>(uninitialized: bytes.count)
            let target = try Buffer<Float>(uninitialized: count)
            try reader.read(store.entries[0], 0..<count, raw: raw.base, into: target.base)
            return (Array(target.elements), reader.nonFiniteCount)
        }
    }

    @Test("widens every type exactly and counts what is no number")
    func types() throws {
        let single = [Float(1.5), -0.1, .infinity].flatMap { $0.bitPattern.littleEndianBytes }
        #expect(try read("F32", single, count: 3) == ([1.5, -0.1, .infinity], 1))
        let brain: [UInt8] = [0xC0, 0x3F, 0xCD, 0xBD]
        #expect(try read("BF16", brain, count: 2) == ([1.5, -0.10009765625], 0))
        let half: [UInt8] = [0x00, 0x3E, 0x00, 0xFC, 0x01, 0x00]
        #expect(try read("F16", half, count: 3) == ([1.5, -.infinity, 0x1p-24], 1))
    }
}

extension UInt32 {
    fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
