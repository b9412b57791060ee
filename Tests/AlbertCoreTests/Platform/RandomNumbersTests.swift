import Glibc
import Testing

@testable import AlbertCore

@Suite("random numbers")
struct RandomNumbersTests {
    /// philox4x64 10 of `kat_vectors` in Random123 1.14 (D. E. Shaw Research).
    @Test("are Philox4x64-10, by its published vectors")
    func published() {
        let ones = UInt64.max
        #expect(
            RandomNumbers.philox(SIMD4(repeating: 0), SIMD2(0, 0))
                == SIMD4(0x1655_4D9E_CA36_314C, 0xDB20_FE9D_672D_0FDC, 0xD7E7_72CE_E186_176B, 0x7E68_B68A_EC7B_A23B))
        #expect(
            RandomNumbers.philox(SIMD4(repeating: ones), SIMD2(ones, ones))
                == SIMD4(0x87B0_92C3_013F_E90B, 0x438C_3C67_BE8D_0224, 0x9CC7_D7C6_9CD7_77B6, 0xA09C_AEBF_594F_0BA0))
        #expect(
            RandomNumbers.philox(
                SIMD4(0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89),
                SIMD2(0x4528_21E6_38D0_1377, 0xBE54_66CF_34E9_0C6C))
                == SIMD4(0xA528_F454_03E6_1D95, 0x38C7_2DBD_566E_9788, 0xA5A1_610E_72FD_18B5, 0x57BD_43B5_E52B_7FE6))
    }

    @Test("the stream's parts are key and counter, and its blocks follow each other")
    func streams() {
        var numbers = RandomNumbers(seed: 7, stream: 1, 2, 3, 4)
        for number in 0..<3 as Range<UInt64> {
            let block = RandomNumbers.philox(SIMD4(number, 2, 3, 4), SIMD2(7, 1))
            for index in 0..<4 { #expect(numbers.next() == block[index]) }
        }
        var starts = Set<UInt64>()
        for seed in 0..<3 as Range<UInt64> {
            for stream in 0..<81 as Range<UInt64> {
                var numbers = RandomNumbers(
                    seed: seed, stream: stream % 3, stream / 3 % 3, stream / 9 % 3, stream / 27)
                starts.insert(numbers.next())
            }
        }
        #expect(starts.count == 243)
    }

    @Test("whole numbers below a bound are equally likely")
    func below() {
        var numbers = RandomNumbers(seed: 1)
        #expect((0..<10).allSatisfy { _ in numbers.below(1) == 0 && numbers.below(0) == 0 })
        for bound in [2, 3, 7, 10] {
            var counts = [Int](repeating: 0, count: bound)
            for _ in 0..<100_000 { counts[numbers.below(bound)] += 1 }
            // Five standard deviations of a binomial count.
            let share = 1 / Double(bound)
            let tolerance = 5 * (100_000 * share * (1 - share)).squareRoot()
            #expect(counts.allSatisfy { abs(Double($0) - 100_000 * share) < tolerance })
        }
        // With a bound of 3/4 of all numbers, taking the remainder would give the lower third half of them.
        let bound = Int(UInt64(3) << 61)
        let low = (0..<100_000).count { _ in numbers.below(bound) < bound / 3 }
        #expect(abs(Double(low) - 100_000 / 3) < 5 * (100_000 * 2.0 / 9).squareRoot())
        #expect((0..<1000).allSatisfy { _ in (0..<Int.max).contains(numbers.below(Int.max)) })
    }

    @Test("the unit interval has its mean and variance, and no 1")
    func unit() {
        var numbers = RandomNumbers(seed: 2)
        let values = (0..<100_000).map { _ in numbers.unit() }
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
        let mean = values.reduce(0, +) / 100_000
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
        #expect(abs(mean - 0.5) < 5 * (1.0 / 12 / 100_000).squareRoot())
        // The variance of the square of a centred uniform number is 1/180.
        #expect(abs(variance - 1.0 / 12) < 5 * (1.0 / 180 / 100_000).squareRoot())
    }

    @Test("normal numbers fall between quantiles as often as the normal distribution says")
    func normal() {
        var numbers = RandomNumbers(seed: 3)
        let values = (0..<200_000).map { _ in numbers.normal() }
        for place in [-2.5, -1, -0.3, 0, 0.5, 1.5, 3] {
            let share = 0.5 * erfc(-place / 2.0.squareRoot())
            let count = values.count { $0 < place }
            #expect(abs(Double(count) - 200_000 * share) < 5 * (200_000 * share * (1 - share)).squareRoot())
        }
        // Neighbours come from one pair and must not move together: a correlation is normal with deviation 1/√n.
        let products = stride(from: 0, to: 200_000, by: 2).reduce(0.0) { $0 + values[$1] * values[$1 + 1] }
        #expect(abs(products / 100_000) < 5 / 100_000.squareRoot())
    }

    @Test("the logarithm is the C library's within 2 units in the last place")
    func logarithms() {
        var numbers = RandomNumbers(seed: 4)
        for _ in 0..<100_000 {
            let x = numbers.unit()
            guard x > 0 else { continue }
            let expected = log(x)
            #expect(abs(RandomNumbers.logarithm(x) - expected) <= max(2 * expected.ulp, 0x1p-53))
        }
        for x in [1, 2, 0.5, 1.414_213_562_373_095_1, 0x1p-106, 1 - 0x1p-53] {
            #expect(abs(RandomNumbers.logarithm(x) - log(x)) <= max(2 * log(x).ulp, 0x1p-53))
        }
    }

    @Test("a shuffle keeps every element, and each order is equally likely")
    func shuffles() throws {
        var numbers = RandomNumbers(seed: 5)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            var elements = [1, 2, 3]
            numbers.shuffle(&elements)
            counts[elements, default: 0] += 1
        }
        #expect(counts.count == 6)
        let tolerance = 5 * (60_000.0 * 5 / 36).squareRoot()
        #expect(counts.values.allSatisfy { abs(Double($0) - 10_000) < tolerance })
        let list = try Buffer<Int>(copying: Array(0..<1000))
        numbers.shuffle(list.mutableElements)
        #expect(Array(list.elements) != Array(0..<1000))
        #expect(Array(list.elements).sorted() == Array(0..<1000))
    }
}
