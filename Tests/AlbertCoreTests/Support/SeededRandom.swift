/// splitmix64: the same stream in every run, and in scripts/make_model_fixtures.py.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SeededRandom.mix(state)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var x = value
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        return x ^ (x >> 31)
    }

    /// Values in [-1, 1).
    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(next() >> 40) / 8_388_608 - 1 } }
}
