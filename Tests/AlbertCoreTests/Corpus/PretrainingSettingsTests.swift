import Testing

@testable import AlbertCore

@Suite("settings of pre-training data")
struct PretrainingSettingsTests {
    @Test("out of their range are refused by their option's name")
    func ranges() {
        func place(_ change: (inout PretrainingSettings) -> Void) -> String? {
            var settings = PretrainingSettings()
            change(&settings)
            do throws(AlbertError) { try settings.check() } catch { return error.place }
            return nil
        }
        #expect(place { _ in } == nil)
        for length in [7, 65_536, -1] { #expect(place { $0.maxLength = length } == "max_length") }
        for length in [8, 65_535] { #expect(place { $0.maxLength = length } == nil) }
        for rate in [-0.1, 1.1, .nan, .infinity] {
            #expect(place { $0.shortRate = rate } == "short_rate")
            #expect(place { $0.masks.rate = rate } == "mask_rate")
        }
        for passes in [0, 1001] { #expect(place { $0.passes = passes } == "passes") }
        for bytes in [0, 513 << 20] { #expect(place { $0.portionByteCount = bytes } == "portion") }
        for gram in [0, 65] { #expect(place { $0.masks.longestGram = gram } == "longest_gram") }
        for most in [0, 65_536] { #expect(place { $0.masks.most = most } == "max_predictions") }
    }

    @Test("have a fingerprint that tells any two of them apart")
    func fingerprints() throws {
        let vocabulary = try MaskingVocabulary(TokenizerSample.tokenizer())
        let changes: [(inout PretrainingSettings) -> Void] = [
            { _ in }, { $0.seed = 1 }, { $0.textFormat = .sentences }, { $0.maxLength = 128 }, { $0.shortRate = 0.2 },
            { $0.passes = 2 }, { $0.portionByteCount = 1 << 20 }, { $0.masking = .onReading }, { $0.masks.rate = 0.2 },
            { $0.masks.longestGram = 1 }, { $0.masks.most = 20 },
        ]
        var found = Set<UInt64>()
        for change in changes {
            var settings = PretrainingSettings()
            change(&settings)
            found.insert(settings.fingerprint(vocabulary))
            #expect(settings.fingerprint(vocabulary) == settings.fingerprint(vocabulary))
        }
        #expect(found.count == changes.count)
        let other = try MaskingVocabulary(TextSamples.bundled.get())
        #expect(!found.contains(PretrainingSettings().fingerprint(other)))
    }

    /// The 64-bit vectors of FNV-1a on its authors' page.
    @Test("are hashed by FNV-1a")
    func published() {
        func hash(_ text: String) -> UInt64 {
            var fingerprint = Fingerprint()
            for byte in text.utf8 { fingerprint.add(byte: byte) }
            return fingerprint.value
        }
        #expect(hash("") == 0xCBF2_9CE4_8422_2325)
        #expect(hash("a") == 0xAF63_DC4C_8601_EC8C)
        #expect(hash("foobar") == 0x8594_4171_F739_67E8)
    }
}
