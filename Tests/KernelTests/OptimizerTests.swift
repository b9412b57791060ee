import CAlbert
import Testing

/// Weights, moments and gradients of a step of Adam, and what it makes of them in double precision.
private struct Adaptation {
    var settings: albert_adaptation
    var weights: [Float]
    var gradient: [Float]
    var m: [Float]
    var v: [Float]

    init(_ count: Int, settings: albert_adaptation) {
        var stream = Stream(count + 71)
        self.settings = settings
        (weights, gradient, m) = (stream.floats(count), stream.floats(count, scale: 4), stream.floats(count))
        v = stream.floats(count).map { $0 * $0 }
    }

    struct Expected {
        let m: Double
        let v: Double
        let direction: Double
        /// The sizes of what was added up, by which roundings are measured.
        let mSize: Double
        let directionSize: Double
    }

    func expected(_ i: Int) -> Expected {
        let s = settings
        let g = Double(gradient[i]) * Double(s.gradient_factor)
        let (kept, added) = (Double(s.kept1) * Double(m[i]), Double(s.added1) * g)
        let v = Double(s.kept2) * Double(v[i]) + Double(s.added2) * g * g
        let root = (v * Double(s.v_factor)).squareRoot() + Double(s.epsilon)
        let adam = (kept + added) * Double(s.m_factor) / root
        let decay = Double(s.decay) * Double(weights[i])
        return Expected(
            m: kept + added, v: v, direction: adam + decay, mSize: abs(kept) + abs(added),
            directionSize: (abs(kept) + abs(added)) * Double(s.m_factor) / root + abs(decay))
    }

    /// The moments and the direction, in guarded memory.
    func run(_ table: Table) -> Adaptation {
        let (w, g) = (Guarded(weights, atEnd: true), Guarded(gradient, atEnd: true))
        let (first, second) = (Guarded(m, atEnd: true), Guarded(v, atEnd: true))
        withUnsafePointer(to: settings) {
            table.kernels.adapt(weights.count, $0, w.base, g.base, first.base, second.base)
        }
        var after = self
        let count = weights.count
        (after.weights, after.gradient) = (w.array(count), g.array(count))
        (after.m, after.v) = (first.array(count), second.array(count))
        return after
    }
}

/// Constants as they are in step `step`, from 1; nil: the moments are not corrected.
private func settings(step: Int?, factor: Float = 1, epsilon: Float = 1e-8, decay: Float = 0.01) -> albert_adaptation {
    let (beta1, beta2) = (0.9, 0.999)
    var (power1, power2) = (1.0, 1.0)
    for _ in 0..<(step ?? 0) { (power1, power2) = (power1 * beta1, power2 * beta2) }
    return albert_adaptation(
        kept1: Float(beta1), added1: Float(1 - beta1), kept2: Float(beta2), added2: Float(1 - beta2),
        gradient_factor: factor, m_factor: step == nil ? 1 : Float(1 / (1 - power1)),
        v_factor: step == nil ? 1 : Float(1 / (1 - power2)), epsilon: epsilon, decay: decay)
}

private let kinds = [
    settings(step: nil, epsilon: 1e-6), settings(step: nil, factor: 0.037, decay: 0), settings(step: 1),
    settings(step: 10, factor: 1e-3), settings(step: 5000, decay: 0.1),
]

@Suite("a step of Adam")
struct OptimizerTests {
    @Test("is right with and without corrections, at every length, and leaves the weights alone", arguments: Table.all)
    func right(_ table: Table) {
        for count in Array(0...35) + [127, 128, 1000] {
            for kind in kinds {
                let before = Adaptation(count, settings: kind)
                let after = before.run(table)
                #expect(after.weights == before.weights)
                for i in 0..<count {
                    let expected = before.expected(i)
                    #expect(abs(Double(after.m[i]) - expected.m) <= 2e-7 * expected.mSize, "\(i) of \(count)")
                    #expect(abs(Double(after.v[i]) - expected.v) <= 3e-7 * expected.v, "\(i) of \(count)")
                    #expect(
                        abs(Double(after.gradient[i]) - expected.direction) <= 6e-7 * expected.directionSize,
                        "\(i) of \(count)")
                }
            }
        }
    }

    @Test("moves by the sign of the gradient in the first corrected step, however large that is", arguments: Table.all)
    func firstStep(_ table: Table) {
        var first = Adaptation(40, settings: settings(step: 1, decay: 0))
        first.gradient = (0..<40).map { Float($0 % 2 == 0 ? 1 : -1) * Float($0 + 1) * 1e-4 }
        first.m = [Float](repeating: 0, count: 40)
        first.v = first.m
        let direction = first.run(table).gradient
        for i in 0..<40 { #expect(abs(direction[i] - (i % 2 == 0 ? 1 : -1)) < 2e-4) }
    }

    @Test("stays where there is neither gradient nor moment, and only decays there", arguments: Table.all)
    func zeros(_ table: Table) {
        for kind in kinds {
            var still = Adaptation(19, settings: kind)
            let zeros = [Float](repeating: 0, count: 19)
            (still.gradient, still.m, still.v) = (zeros, zeros, zeros)
            let after = still.run(table)
            #expect(after.m.allSatisfy { $0 == 0 } && after.v.allSatisfy { $0 == 0 })
            #expect(after.gradient == still.weights.map { kind.decay * $0 })
        }
    }

    @Test("keeps NaN and infinity to the weight that they belong to", arguments: Table.all)
    func notFinite(_ table: Table) {
        for count in [1, 15, 16, 17, 33] {
            for place in [0, count / 2, count - 1] {
                var bad = Adaptation(count, settings: settings(step: 3))
                let good = bad.run(table)
                bad.gradient[place] = .nan
                let after = bad.run(table)
                for i in 0..<count {
                    for part in [\Adaptation.m, \.v, \.gradient] {
                        let (found, expected) = (after[keyPath: part][i], good[keyPath: part][i])
                        #expect(i == place ? found.isNaN : found.bitPattern == expected.bitPattern)
                    }
                }
                bad.gradient[place] = .infinity
                #expect(bad.run(table).m[place] == .infinity && bad.run(table).v[place] == .infinity)
            }
        }
    }

    @Test("has the same bits by every fused table, and for each weight alone")
    func sameBits() {
        for count in [1, 16, 33, 100] {
            for kind in kinds {
                let before = Adaptation(count, settings: kind)
                let results = Table.fused.map { table -> [UInt32] in
                    let after = before.run(table)
                    return (after.gradient + after.m + after.v).map(\.bitPattern)
                }
                #expect(Set(results).count <= 1)
                for table in Table.all {
                    let whole = before.run(table).gradient
                    for i in 0..<count {
                        var one = before
                        (one.weights, one.gradient) = ([before.weights[i]], [before.gradient[i]])
                        (one.m, one.v) = ([before.m[i]], [before.v[i]])
                        #expect(one.run(table).gradient[0].bitPattern == whole[i].bitPattern)
                    }
                }
            }
        }
    }
}
