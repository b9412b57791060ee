// From a bag's values to what pre-training data are made by.

extension OptionSnapshot {
    var pretrainingSettings: PretrainingSettings {
        var settings = PretrainingSettings()
        if let seed = integer(.seed) { settings.seed = UInt64(clamping: seed) }
        if word(.textFormat) == "sentences" { settings.textFormat = .sentences }
        if let maxLength { settings.maxLength = maxLength }
        if let rate = real(.shortRate) { settings.shortRate = rate }
        if let passes = integer(.passes) { settings.passes = passes }
        if let portion = integer(.portion) { settings.portionByteCount = portion << 20 }
        if word(.masking) == "on_reading" { settings.masking = .onReading }
        if let rate = real(.maskRate) { settings.masks.rate = rate }
        if let longest = integer(.longestGram) { settings.masks.longestGram = longest }
        settings.masks.most = nonZero(.maxPredictions)
        return settings
    }
}
