import Testing

@testable import AlbertCore

@Suite("what single scalars become")
struct ScalarFormsTests {
    private func normalized(_ text: String, _ settings: NormalizerSettings, _ charsmap: Charsmap) throws
        -> NormalizedText
    {
        var normalizer = try Normalizer(settings, charsmap: charsmap)
        var output = try NormalizedText()
        try withUTF8(text) { (bytes) throws(AlbertError) in
            guard let base = bytes.baseAddress else { return }
            normalizer.begin(at: 0)
            try normalizer.feed(base, 0..<bytes.count, watch: .none, into: &output)
            try normalizer.finish(into: &output)
        }
        return output
    }

    @Test(
        "every scalar with a form: the normaliser agrees, between letters and before another of its kind",
        arguments: [true, false])
    func agrees(folds: Bool) throws {
        let charsmap = try TextSamples.bundled.get().parts.charsmap
        let settings = NormalizerSettings(foldsQuotes: folds, stripsAccents: folds, lowersCase: folds)
        let forms = ScalarForms(settings: settings, charsmap: charsmap)
        var counts = (forms: 0, wrong: 0)
        for value in UInt32(0x80)..<0x30000 {
            guard let scalar = UnicodeScalar(value) else { continue }
            let form = forms.form(of: value)
            guard form != WordCutter.hardForm else { continue }
            counts.forms += 1
            guard let form = UnicodeScalar(form) else {
                counts.wrong += 1
                continue
            }
            let output = try normalized("a\(scalar)b \(scalar)\(scalar)", settings, charsmap)
            let length = Int32(String(scalar).utf8.count)
            let wanted = "a\(form)b \(form)\(form)"
            let last = output.source(of: output.bytes.count - 1..<output.bytes.count)
            let isRight =
                output.bytes.elements.elementsEqual(wanted.utf8) && last == (3 + 2 * length, 3 + 3 * length)
                && output.source(of: 1..<2) == (1, 1 + length)
            if !isRight { counts.wrong += 1 }
        }
        #expect(counts.wrong == 0)
        #expect(counts.forms > 100_000)
    }

    @Test("marks, spaces, the mark of a word, ligatures, Hangul and pictographs have none")
    func none() throws {
        let charsmap = try TextSamples.bundled.get().parts.charsmap
        let forms = ScalarForms(settings: .init(), charsmap: charsmap)
        for scalar: UInt32 in [0x301, 0xA0, 0x3000, 0x2581, 0xFB01, 0xAC00, 0x1F600, 0x200D, 0xD800, 0x110000] {
            #expect(forms.form(of: scalar) == WordCutter.hardForm)
        }
        #expect(forms.form(of: 0x4E2D) == 0x4E2D)
        #expect(forms.form(of: 0xFF0C) == 0x2C)
        #expect(forms.form(of: 0xC9) == 0x65)
    }
}
