import Testing

@testable import AlbertCore

@Suite("dropout")
struct DropoutTests {
    private func settings(_ sites: DropoutSettings.Sites = .huggingFace) -> DropoutSettings {
        DropoutSettings(hidden: 0.1, attention: 0.2, head: 0.3, sites: sites)
    }

    @Test("has the probabilities of either published system at its sites")
    func sites() {
        let expected: [(DropoutSite, Float, Float)] = [
            (.embeddings, 0.1, 0.1), (.attention, 0.2, 0.2), (.attentionOutput, 0.1, 0.1),
            (.feedForwardOutput, 0, 0.1), (.head, 0.3, 0.3), (.orderHead, 0.3, 0),
        ]
        #expect(expected.map(\.0) == DropoutSite.allCases)
        for (site, huggingFace, original) in expected {
            #expect(settings().probability(site) == huggingFace, "\(site)")
            #expect(settings(.original).probability(site) == original, "\(site)")
            #expect(DropoutSettings().probability(site) == 0)
            let dropout = Dropout(settings: settings(), seed: 1, step: 0)
            #expect((dropout.mask(site) == nil) == (huggingFace == 0), "\(site)")
        }
    }

    @Test("is off by default, and on where any probability is not zero at a site of the system")
    func active() {
        #expect(!DropoutSettings().isActive)
        #expect(DropoutSettings(hidden: 0.1).isActive && DropoutSettings(attention: 0.1).isActive)
        #expect(DropoutSettings(head: 0.1).isActive)
    }

    @Test("zeroes a share of 2^32 and makes up for it in what stays")
    func masks() throws {
        for (probability, threshold, factor) in [
            (0.5, 1 << 31, 2), (0.25, 1 << 30, 4.0 / 3), (0.75, 3 << 30, 4), (0x1p-20, 1 << 12, 1 / (1 - 0x1p-20)),
        ] as [(Float, UInt32, Double)] {
            let dropout = Dropout(settings: DropoutSettings(hidden: probability), seed: 1, step: 2)
            let mask = try #require(dropout.mask(.embeddings))
            #expect(mask.threshold == threshold && mask.factor == Float(factor), "\(probability)")
        }
        // Beyond what settings allow: still a number.
        let all = Dropout(settings: DropoutSettings(hidden: 1), seed: 1, step: 2)
        #expect(all.mask(.embeddings)?.threshold == .max)
    }

    @Test("has a key of its own for every site, place, step and seed, the same one every time")
    func keys() throws {
        var keys: [UInt64] = []
        // With seeds and steps that add up, or combine bit by bit, to the same.
        for seed in [0, 1, 2, 3, 42, .max] as [UInt64] {
            for step in 0..<8 as Range<UInt64> {
                for site in DropoutSite.allCases where site != .feedForwardOutput {
                    for place in [0, 1, 2, 12, 1 << 40] {
                        let dropout = Dropout(settings: settings(), seed: seed, step: step)
                        let key = try #require(dropout.mask(site, place: place)?.key)
                        #expect(dropout.mask(site, place: place)?.key == key)
                        keys.append(key)
                    }
                }
            }
        }
        #expect(keys.count == 6 * 8 * 5 * 5)
        #expect(Set(keys).count == keys.count)
    }

    @Test("has the same key wherever the batch was cut")
    func cuts() {
        var dropout = Dropout(settings: settings(), seed: 7, step: 3)
        let key = dropout.mask(.attention, place: 2)?.key
        (dropout.firstToken, dropout.firstSequence) = (100, 4)
        #expect(dropout.mask(.attention, place: 2)?.key == key && key != nil)
    }

    @Test("leaves out the same values of a place however they are dealt out")
    func places() throws {
        let kernels = try Kernels.chosen()
        let mask = try #require(Dropout(settings: settings(), seed: 7, step: 3).mask(.head))
        func apply(first: Int, count: Int) -> [Float] {
            var values = [Float](repeating: 1, count: count)
            mask.apply(kernels, to: &values, first: first, count: count)
            return values
        }
        let whole = apply(first: 50, count: 1000)
        #expect(whole.allSatisfy { $0 == 0 || $0 == mask.factor })
        // 0.3 of 1000 within six standard deviations.
        #expect((213...387).contains(whole.filter { $0 == 0 }.count))
        for size in [1, 7, 16, 33, 999] {
            let pieces = stride(from: 0, to: 1000, by: size).flatMap {
                apply(first: 50 + $0, count: min(size, 1000 - $0))
            }
            #expect(pieces == whole, "in pieces of \(size)")
        }
    }
}
