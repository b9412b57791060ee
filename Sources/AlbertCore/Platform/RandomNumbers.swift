// Random numbers that depend on nothing but a seed and a stream: not on threads, machine or what was drawn elsewhere.
//
// Philox4x64 with ten rounds (Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011): a keyed
// bijection of a counter. The seed and the parts of a stream go into key and counter as they are, without hashing, so that
// two streams never share a block.

/// One stream of random numbers.
struct RandomNumbers: Sendable {
    private let key: SIMD2<UInt64>
    private var counter: SIMD4<UInt64>
    private var block = SIMD4<UInt64>()
    /// The numbers of `block` that were given out.
    private var taken = 4
    private var spareNormal: Double?

    /// The stream named by up to four numbers, such as what is drawn for, pass and document; those left out are 0.
    init(seed: UInt64, stream: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0, _ fourth: UInt64 = 0) {
        key = SIMD2(seed, stream)
        counter = SIMD4(0, second, third, fourth)
    }

    mutating func next() -> UInt64 {
        if taken == 4 {
            block = Self.philox(counter, key)
            counter[0] &+= 1
            taken = 0
        }
        defer { taken += 1 }
        return block[taken]
    }

    /// A whole number in 0 ..< `bound`, each equally likely; 0 where `bound` is below 2.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        // Lemire, "Fast Random Integer Generation in an Interval" (2019): what would fall unevenly is drawn again.
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let uneven = (0 &- bound) % bound
            while product.low < uneven { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(truncatingIfNeeded: product.high)
    }

    /// A multiple of 2⁻⁵³ in [0, 1).
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number of the normal distribution with mean 0 and variance 1 (Marsaglia's polar method).
    mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let (x, y) = (2 * unit() - 1, 2 * unit() - 1)
            let square = x * x + y * y
            guard square < 1, square > 0 else { continue }
            let scale = (-2 * Self.logarithm(square) / square).squareRoot()
            spareNormal = y * scale
            return x * scale
        }
    }

    /// Puts `elements` in an order of which each is equally likely (Fisher and Yates).
    mutating func shuffle<Element>(_ elements: inout [Element]) {
        for count in stride(from: elements.count, to: 1, by: -1) { elements.swapAt(count - 1, below(count)) }
    }

    mutating func shuffle<Element: BitwiseCopyable>(_ elements: UnsafeMutableBufferPointer<Element>) {
        for count in stride(from: elements.count, to: 1, by: -1) { elements.swapAt(count - 1, below(count)) }
    }

    /// The block of `counter` under `key`.
    static func philox(_ counter: SIMD4<UInt64>, _ key: SIMD2<UInt64>) -> SIMD4<UInt64> {
        var (x, key) = (counter, key)
        for _ in 0..<10 {
            let first = x[0].multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
            let second = x[2].multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
            x = SIMD4(second.high ^ x[1] ^ key[0], second.low, first.high ^ x[3] ^ key[1], first.low)
            key &+= SIMD2(0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B)
        }
        return x
    }

    /// ln x of a normal x > 0, within 2 units in the last place or 2⁻⁵³. Only exactly rounded operations: the C libraries'
    /// logarithms differ in their last bits, and weights drawn on two machines should be the same.
    static func logarithm(_ x: Double) -> Double {
        var (exponent, significand) = (Double(x.exponent), x.significand)
        if significand > 1.414_213_562_373_095_1 { (exponent, significand) = (exponent + 1, significand / 2) }
        // ln m = 2 artanh s with |s| below 0.172: the first term left out is below 2⁻⁶⁰ of the first.
        let s = (significand - 1) / (significand + 1)
        let square = s * s
        var sum = 0.0
        for denominator in stride(from: 23.0, to: 1, by: -2) { sum = (sum + 1 / denominator) * square }
        return exponent * 0x1.62e42fefa39efp-1 + (2 * s + 2 * s * sum)
    }
}
