import CAlbert
import Testing

@Suite("widening")
struct ConversionTests {
    @Test("gives every binary16 value exactly", arguments: Table.all)
    func half(_ table: Table) {
        let halves = (0...UInt16.max).map { $0 }
        var out = [Float](repeating: 0, count: halves.count)
        halves.withUnsafeBytes { table.kernels.widen_f16(halves.count, $0.baseAddress, &out) }
        for (bits, value) in zip(halves, out) {
            let expected = Float(halfBits: bits)
            #expect(value.isNaN ? expected.isNaN : value.bitPattern == expected.bitPattern, "\(bits)")
        }
    }

    @Test("gives every bfloat16 value exactly", arguments: Table.all)
    func brain(_ table: Table) {
        let halves = (0...UInt16.max).map { $0 }
        var out = [Float](repeating: 0, count: halves.count)
        halves.withUnsafeBytes { table.kernels.widen_bf16(halves.count, $0.baseAddress, &out) }
        #expect(zip(halves, out).allSatisfy { UInt32($0) << 16 == $1.bitPattern })
    }

    @Test("reads from any alignment and not past the end", arguments: Table.all)
    func edges(_ table: Table) {
        for count in 0...35 {
            let memory = Guarded([Float](repeating: 1, count: (2 * count + 3) / 4 + 1), atEnd: true)
            let end = UnsafeRawPointer(memory.base) + ((2 * count + 3) / 4 + 1) * 4
            let odd = end - 2 * count - (count % 2)
            var out = [Float](repeating: 5, count: count + 1)
            table.kernels.widen_f16(count, odd, &out)
            table.kernels.widen_bf16(count, odd, &out)
            #expect(out[count] == 5)
        }
    }

    @Test("counts NaN and infinite values", arguments: Table.all)
    func notFinite(_ table: Table) {
        let values: [Float] = [1, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -0, .leastNonzeroMagnitude]
        #expect(table.kernels.count_non_finite(values.count, values) == 3)
    }
}

extension Float {
    /// IEEE 754 binary16, from its definition.
    fileprivate init(halfBits bits: UInt16) {
        let sign: Float = bits >> 15 == 1 ? -1 : 1
        let exponent = Int(bits >> 10 & 31)
        let fraction = Float(bits & 1023) / 1024
        switch exponent {
        case 0: self = sign * fraction * 0x1p-14
        case 31: self = fraction == 0 ? sign * .infinity : .nan
        default: self = sign * (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}
