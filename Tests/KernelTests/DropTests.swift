import CAlbert
import Testing

@Suite("dropout of a row")
struct DropTests {
    private static let key: UInt64 = 0x1234_5678_9ABC_DEF1

    /// Which of `count` places from `first` on stay.
    private func kept(
        _ count: Int, key: UInt64 = Self.key, first: UInt64 = 0, threshold: UInt32 = 1 << 31,
        _ table: Table = Table.all[0]
    ) -> [Bool] {
        let row = Guarded([Float](repeating: 1, count: count), atEnd: true)
        table.kernels.drop(count, key, first, threshold, 1, row.base)
        return row.array(count).map { $0 == 1 }
    }

    /// Pearson's statistic of a table of two by two, which one degree of freedom lets exceed 20 once in 130,000 times.
    private func dependence(_ pairs: some Sequence<(Bool, Bool)>) -> Double {
        var counts = [0.0, 0, 0, 0]
        for (one, other) in pairs { counts[(one ? 2 : 0) + (other ? 1 : 0)] += 1 }
        let total = counts.reduce(0, +)
        let (rows, columns) = (
            [counts[0] + counts[1], counts[2] + counts[3]], [counts[0] + counts[2], counts[1] + counts[3]]
        )
        return (0..<4).map { cell in
            let expected = rows[cell / 2] * columns[cell % 2] / total
            return (counts[cell] - expected) * (counts[cell] - expected) / expected
        }.reduce(0, +)
    }

    @Test("leaves out the share that the threshold says, within five standard deviations")
    func share() {
        let count = 200_000
        for p in [0.001, 0.1, 0.3, 0.5, 0.9, 0.999] {
            for key in [0, 1, 2, Self.key, .max] {
                for first in [0, 1 << 20, 0xFFFF_FFFF, 1 << 40] as [UInt64] {
                    let dropped = kept(count, key: key, first: first, threshold: UInt32(p * 0x1p32)).filter { !$0 }
                        .count
                    let deviation = (Double(count) * p * (1 - p)).squareRoot()
                    #expect(
                        abs(Double(dropped) - Double(count) * p) < 5 * deviation, "\(p), key \(key), from \(first)")
                }
            }
        }
        #expect(kept(1000, threshold: 0).allSatisfy { $0 })
        #expect(!kept(1000, threshold: .max).contains(true))
    }

    @Test("leaves the same ones out for a larger threshold, and more")
    func nested() {
        var last = kept(5000, threshold: 1 << 28)
        for threshold in [1 << 29, 1 << 30, 1 << 31, 3 << 30] as [UInt32] {
            let next = kept(5000, threshold: threshold)
            #expect(zip(last, next).allSatisfy { $0 || !$1 })
            #expect(last != next)
            last = next
        }
    }

    @Test("decides the same for a place however the row is cut, beside every power of two", arguments: Table.all)
    func chunks(_ table: Table) {
        for first in [0, 5, 0xFFFF_FFFF - 40, (1 << 40) - 33, .max - 200] as [UInt64] {
            let whole = kept(100, first: first, table)
            for size in [1, 3, 15, 16, 17, 50] {
                var pieces: [Bool] = []
                while pieces.count < 100 {
                    pieces += kept(min(size, 100 - pieces.count), first: first + UInt64(pieces.count), table)
                }
                #expect(pieces == whole, "from \(first) in pieces of \(size)")
            }
        }
    }

    @Test("multiplies what stays by the factor, makes the rest zero, and needs nothing outside", arguments: Table.all)
    func values(_ table: Table) {
        for count in Array(0...35) + [127, 768] {
            var stream = Stream(count + 3)
            var values = stream.floats(count, scale: 5)
            let stays = kept(count, first: 77, table)
            if count > 4 { (values[0], values[1], values[2], values[3]) = (.nan, .infinity, -0.0, 1e-38) }
            let row = Guarded(values, atEnd: true)
            table.kernels.drop(count, Self.key, 77, 1 << 31, 1 / 0.3, row.base)
            for (index, value) in row.array(count).enumerated() {
                let expected = stays[index] ? values[index] * (1 / 0.3) : 0
                #expect(value.isNaN ? expected.isNaN : value.bitPattern == expected.bitPattern)
            }
        }
    }

    @Test("has another mask for another key, in every bit of it, and for other places")
    func keys() {
        let count = 20_000
        let mask = kept(count)
        // Of two independent masks of one half, half the places agree.
        let room = 5 * (Double(count) * 0.25).squareRoot()
        func agreement(_ other: [Bool]) -> Double { Double(zip(mask, other).filter { $0 == $1 }.count) }
        for bit in 0..<64 {
            let other = agreement(kept(count, key: Self.key ^ 1 << UInt64(bit)))
            #expect(abs(other - Double(count) / 2) < room, "bit \(bit): \(other)")
        }
        for first in [1, 16, 768, 1 << 32, 1 << 33, 1 << 52] as [UInt64] {
            let other = agreement(kept(count, first: first))
            #expect(abs(other - Double(count) / 2) < room, "from \(first): \(other)")
        }
    }

    @Test(
        "does not let a place depend on its neighbours, the row before, or a step's other keys", arguments: [0.1, 0.5])
    func independence(_ p: Double) {
        let threshold = UInt32(p * 0x1p32)
        for width in [64, 128, 312, 768, 1024, 4096] {
            let rows = max(64, 65_536 / width)
            let mask = kept(rows * width, threshold: threshold)
            for distance in [1, 2, 3, 4, 8, 16, width - 1, width, width + 1, 2 * width] {
                let statistic = dependence(zip(mask, mask.dropFirst(distance)))
                #expect(statistic < 20, "width \(width), \(distance) apart: \(statistic)")
            }
            for change in [1, 2, 1 << 16, 1 << 32, 1 << 63] as [UInt64] {
                let other = kept(rows * width, key: Self.key &+ change, threshold: threshold)
                #expect(dependence(zip(mask, other)) < 20, "width \(width), key + \(change)")
            }
        }
    }

    @Test(
        "does not let sequences, whose places begin at multiples of 2^40, depend on each other", arguments: [0.1, 0.5])
    func sequences(_ p: Double) {
        let masks = (0..<100).map { kept(8192, first: UInt64($0) << 40, threshold: UInt32(p * 0x1p32)) }
        // Exceeded once in 23 million pairs; there are 4950.
        var largest = 0.0
        for one in masks.indices {
            for other in 0..<one { largest = max(largest, dependence(zip(masks[one], masks[other]))) }
        }
        #expect(largest < 30)
    }

    @Test("has the same mask by every table")
    func sameMask() {
        for (count, first) in [(1, 0), (33, 7), (1000, 0xFFFF_FFF0), (768, 1 << 40)] as [(Int, UInt64)] {
            let masks = Table.all.map { kept(count, first: first, threshold: 3 << 30, $0) }
            #expect(Set(masks).count == 1)
        }
    }
}
