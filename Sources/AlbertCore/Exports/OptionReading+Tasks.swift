// From a bag's values to what the tasks take.

extension OptionSnapshot {
    var keepsOrder: Bool { bool(.keepOrder, default: false) }

    /// Nil: all.
    var topK: Int? { nonZero(.topK) }

    var classifyOptions: ClassifyOptions {
        let function: ScoreFunction? =
            switch word(.function) {
            case "softmax": .softmax
            case "sigmoid": .sigmoid
            case "none": ScoreFunction.none
            default: nil
            }
        return ClassifyOptions(topK: topK ?? 1, function: function, texts: textOptions)
    }

    var zeroShotOptions: ZeroShotOptions {
        var options = ZeroShotOptions()
        if case .text(let template) = self[.template] { options.template = Array(template.bytes.elements) }
        options.isMultiLabel = bool(.multiLabel, default: false)
        options.entailmentLabel = text(.entailmentLabel)
        options.contradictionLabel = text(.contradictionLabel)
        options.texts = textOptions
        return options
    }

    var tagOptions: TagOptions {
        var options = TagOptions()
        if let chosen = word(.aggregation).flatMap(TagOptions.Aggregation.init(rawValue:)) {
            options.aggregation = chosen
        }
        if case .text(let lines) = self[.ignoreLabels] {
            options.ignoredLabels = lines.bytes.elements.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        }
        options.stride = integer(.stride)
        options.offsets = offsetUnit
        options.texts = textOptions
        return options
    }

    var answerOptions: AnswerOptions {
        var options = AnswerOptions()
        options.topK = topK ?? 1
        options.stride = integer(.stride)
        if let length = nonZero(.maxAnswerLength) { options.maxAnswerLength = length }
        options.allowsNone = bool(.impossible, default: false)
        if let chosen = word(.alignment).flatMap(AnswerOptions.Alignment.init(rawValue:)) { options.alignment = chosen }
        options.isComparable = bool(.comparable, default: false)
        options.offsets = offsetUnit
        options.texts = textOptions
        return options
    }
}
