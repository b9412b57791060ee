// Most scalars become the same single scalar wherever they stand: nothing joins them into a cluster, and the charsmap looks at
// them alone. For these a table replaces the normaliser.

struct ScalarForms {
    let settings: NormalizerSettings
    let charsmap: Charsmap

    /// What `scalar` becomes wherever it stands, `WordCutter.hardForm` where that is not one scalar, depends on its neighbours,
    /// or ends a word.
    func form(of scalar: UInt32) -> UInt32 {
        guard UnicodeScalar(scalar) != nil, let pushed = pushed(scalar) else { return WordCutter.hardForm }
        let record = ScalarRecord(of: pushed)
        guard record.breakClass == 0, !record.flags.contains(.consonant) else { return WordCutter.hardForm }
        var bytes: UInt32 = 0
        let form = withUnsafeMutableBytes(of: &bytes) { raw -> UInt32? in
            guard let base = raw.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
            let length = encodeScalar(pushed, to: base)
            guard let match = charsmap.shortestMatch(UnsafeBufferPointer(start: base, count: length)) else {
                return pushed
            }
            guard let replacement = match.replacement.baseAddress, !match.replacement.isEmpty else { return nil }
            let scalar = decodeScalar(replacement, at: 0, end: match.replacement.count)
            return scalar.byteCount == match.replacement.count ? scalar.value : nil
        }
        guard let form, form != wordMark, !isWhiteSpace(form) else { return WordCutter.hardForm }
        return form
    }

    /// Without accent and in lower case, where that is asked for; nil unless it is one scalar.
    private func pushed(_ scalar: UInt32) -> UInt32? {
        var base = scalar
        if settings.stripsAccents {
            guard !(0xAC00...0xD7A3).contains(scalar) else { return nil }
            let record = ScalarRecord(of: scalar)
            if let parts = record.decomposition, !record.flags.contains(.lateDecomposition) {
                let kept = parts.filter { !ScalarRecord(of: $0).flags.contains(.mark) }
                guard kept.count == 1 else { return nil }
                base = kept[0]
            }
            guard !ScalarRecord(of: base).flags.contains(.mark) else { return nil }
        }
        guard settings.lowersCase, let parts = ScalarRecord(of: base).lower else { return base }
        return parts.count == 1 ? parts[0] : nil
    }

    /// The forms of page `page`, 256 of them.
    func page(_ page: UInt32) throws(AlbertError) -> Buffer<UInt32> {
        var forms = try Buffer<UInt32>(capacity: 256)
        for scalar in (page << 8)..<((page << 8) + 256) { try forms.append(form(of: scalar)) }
        return forms
    }
}
