import CAlbert
import Testing

/// Floats whose upper halves take every value, exactly between, below and above halves.
private let everyHalf: [Float] = (0...UInt32(UInt16.max)).flatMap { half in
    [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF].map { Float(bitPattern: half << 16 | $0) }
}

@Suite("a row in a narrow format")
struct NarrowTests {
    @Test("is rounded to the nearest bfloat16, to even between two; NaN stays NaN", arguments: Table.all)
    func rounding(_ table: Table) {
        var prepared = [UInt32](repeating: 0, count: everyHalf.count / 2)
        table.bfloat16.prepare_row(everyHalf.count, everyHalf, &prepared)
        var wrong: [Float] = []
        for (x, y) in zip(everyHalf, brains(prepared)) {
            // Instructions for bfloat16 take denormal values for zero.
            let isFlushed = table.flushesDenormals && x.isSubnormal
            let expected = isFlushed ? Float(sign: x.sign, exponent: 0, significand: 0) : roundedToBrain(x)
            if x.isNaN ? !y.isNaN : y.bitPattern != expected.bitPattern { wrong.append(x) }
        }
        #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(5))")
    }

    @Test("is as long as its words and ends with a zero where it is odd, in place or not", arguments: Table.all)
    func brainRow(_ table: Table) {
        for count in Array(0...67) + [127, 128, 129, 768] {
            var stream = Stream(count)
            let row = stream.floats(count)
            let expected = row.map(roundedToBrain) + (count % 2 == 1 ? [0] : [])
            let source = Guarded(row, atEnd: true)
            let prepared = Guarded([UInt32](repeating: .max, count: (count + 1) / 2), atEnd: true)
            table.bfloat16.prepare_row(count, source.base, prepared.base)
            #expect(brains(prepared.array((count + 1) / 2)) == expected, "\(count)")
            table.bfloat16.prepare_row(count, source.base, source.base)
            let again = source.array(count).prefix((count + 1) / 2).map(\.bitPattern)
            #expect(brains(again) == expected, "\(count) in place")
        }
    }

    @Test("lies within half a step of its floats as int8, zero exactly at the zero point", arguments: Table.all)
    func byteRow(_ table: Table) {
        for count in Array(1...67) + [127, 128, 129, 768] {
            var stream = Stream(count)
            let row = stream.floats(count)
            let kinds: [[Float]] = [
                row, row.map { abs($0) }, row.map { -abs($0) }, row.map { $0 + 3 }, row.map { $0 - 1000 },
                row.map { $0 * 3e38 }, row.map { $0 * 1e-33 }, row.map { $0 < 0 ? 0 : $0 },
                row.indices.map { $0 % 2 == 0 ? 3e38 : -3e38 },
                row.indices.map { $0 == count / 2 ? -1e6 : row[$0] }, [Float](repeating: 0.7, count: count),
                [Float](repeating: -123.456, count: count),
            ]
            for (kind, values) in kinds.enumerated() {
                let prepared = prepare(values, table)
                let step = (Double(max(0, values.max() ?? 0)) - Double(min(0, values.min() ?? 0))) / 254
                #expect(abs(Double(prepared.scale) / step - 1) < 3e-7, "kind \(kind), \(count) values")
                #expect((0...255).contains(prepared.zeroPoint))
                let worst = values.indices.map { abs(prepared.value($0) - Double(values[$0])) }.max() ?? 0
                // The step itself is rounded: 254 of them may be off by 254 · 2^-24 of one, and half an ulp each.
                #expect(worst <= (halfAStep + 254 * 0x1p-23) * step, "kind \(kind), \(count) values")
                for (index, value) in values.enumerated() where value == 0 {
                    #expect(prepared.bytes[index] == prepared.zeroPoint)
                }
            }
        }
    }

    @Test("is all zeros as int8 where its floats are, or are too small for a step", arguments: Table.all)
    func smallRows(_ table: Table) {
        for value in [Float(0), -0.0, 1e-38, -1e-38, .leastNonzeroMagnitude, -.leastNormalMagnitude, 1e-35] {
            for count in [1, 4, 17, 35] {
                let prepared = prepare([Float](repeating: value, count: count), table)
                #expect((0..<count).allSatisfy { prepared.value($0) == 0 }, "\(value)")
            }
        }
        let empty = prepare([], table)
        #expect(empty.scale == 0 && empty.zeroPoint == 0)
    }

    @Test("has a scale of NaN as int8 where it holds NaN or infinity, wherever that is", arguments: Table.all)
    func notFinite(_ table: Table) {
        for count in [1, 3, 16, 17, 40] {
            for place in 0..<count {
                for bad in [Float.nan, -.nan, .signalingNaN, .infinity, -.infinity] {
                    var row = [Float](repeating: 1, count: count)
                    row[place] = bad
                    #expect(prepare(row, table).scale.isNaN, "\(bad) at \(place) of \(count)")
                }
            }
        }
    }

    @Test("is the same from bfloat16 as from the floats that it stands for", arguments: Table.all)
    func fromHalves(_ table: Table) {
        for count in Array(0...67) + [768] {
            var stream = Stream(count)
            let row = stream.floats(count, scale: 4).map(roundedToBrain)
            let halves = Guarded(brainHalves(row), atEnd: true)
            let words = (count + 3) / 4 + 2
            let prepared = Guarded([UInt32](repeating: .max, count: words), atEnd: true)
            table.int8.prepare_narrow(count, halves.base, prepared.base)
            var expected = [UInt32](repeating: .max, count: words)
            table.int8.prepare_row(count, row, &expected)
            #expect(prepared.array(words) == expected, "\(count)")
        }
    }

    @Test("has the same bits by every fused table")
    func sameBits() {
        for count in [1, 3, 16, 33, 768] {
            var stream = Stream(count)
            let row = stream.floats(count, scale: 5)
            let results = Table.fused.map { table in
                var (brain, bytes) = ([UInt32](repeating: 0, count: count), [UInt32](repeating: 0, count: count + 3))
                table.bfloat16.prepare_row(count, row, &brain)
                table.int8.prepare_row(count, row, &bytes)
                return brain + bytes
            }
            #expect(Set(results).count <= 1)
        }
    }

    private func prepare(_ values: [Float], _ table: Table) -> ByteRow {
        let source = Guarded(values, atEnd: true)
        let words = (values.count + 3) / 4 + 2
        let prepared = Guarded([UInt32](repeating: .max, count: words), atEnd: true)
        table.int8.prepare_row(values.count, source.base, prepared.base)
        return ByteRow(words: prepared.array(words))
    }
}
