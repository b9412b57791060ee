import Testing

@testable import AlbertCore

private let keys: [OptionKey] = [
    .seed, .textFormat, .shortRate, .passes, .portion, .masking, .maskRate, .longestGram, .maxPredictions,
]

@Test("unset keys leave the defaults of pre-training data, and those are what the table of keys says")
func unsetPretrainingKeys() throws {
    #expect(OptionSnapshot.standard.pretrainingSettings == PretrainingSettings())
    let standards = keys.map { ($0, "\($0.rule.standard)") } + [(OptionKey.maxLength, "0")]
    #expect(try options(standards).pretrainingSettings == PretrainingSettings())
}

@Test("every key of pre-training data arrives where it belongs")
func setPretrainingKeys() throws {
    let settings = try options([
        (.seed, "9223372036854775807"), (.textFormat, "sentences"), (.maxLength, "128"), (.shortRate, "0.25"),
        (.passes, "40"), (.portion, "3"), (.masking, "on_reading"), (.maskRate, "0.5"), (.longestGram, "1"),
        (.maxPredictions, "20"),
    ]).pretrainingSettings
    #expect(settings.seed == UInt64(Int64.max) && settings.textFormat == .sentences && settings.maxLength == 128)
    #expect(settings.shortRate == 0.25 && settings.passes == 40 && settings.portionByteCount == 3 << 20)
    #expect(settings.masking == .onReading)
    #expect(settings.masks == MaskSettings(rate: 0.5, longestGram: 1, most: 20))
}

@Test("what the keys allow, the settings allow")
func rangesOfPretrainingKeys() throws {
    for key in keys {
        switch key.rule.type {
        case .int(let range):
            for bound in [range.lowerBound, range.upperBound] {
                #expect(throws: Never.self) { try options([(key, "\(bound)")]).pretrainingSettings.check() }
            }
        case .real(let range):
            for bound in [range.lowerBound, range.upperBound] {
                #expect(throws: Never.self) { try options([(key, "\(bound)")]).pretrainingSettings.check() }
            }
        default: continue
        }
    }
}
