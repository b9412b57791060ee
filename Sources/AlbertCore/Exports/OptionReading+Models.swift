// From a bag's values to what models and tasks take.

extension OptionSnapshot {
    var modelOptions: ModelOptions {
        var options = ModelOptions()
        options.threads = threads
        options.precision = word(.dtype).flatMap(Precision.init(rawValue:)) ?? .float32
        options.weightsCheck =
            switch word(.weightsCheck) {
            case "report": .report
            case "refuse": .refuse
            default: .none
            }
        options.tokenizer = tokenizerOptions
        return options
    }

    var encodeTextOptions: EncodeTextOptions {
        let pooling: Pooling =
            switch word(.pooling) {
            case "cls": .cls
            case "max": .max
            case "pooler": .pooler
            default: .mean
            }
        return EncodeTextOptions(
            pooling: pooling, normalizes: bool(.normalize, default: false), maxLength: maxLength,
            truncationSide: truncationSide, specialText: specialText, threads: threads)
    }

    var forwardOutputs: ForwardOutputs {
        guard case .choices(let bits) = self[.outputs] else { return .hidden }
        // In the order of the key's choices.
        let outputs: [ForwardOutputs] = [
            .hidden, .hiddenStates, .attentions, .pooled, .mlmLogits, .sopLogits,
        ]
        return outputs.enumerated().reduce(into: []) { found, output in
            if bits >> UInt64(output.offset) & 1 == 1 { found.formUnion(output.element) }
        }
    }

    var fillMaskOptions: FillMaskOptions {
        var options = FillMaskOptions()
        if let topK = nonZero(.topK) { options.topK = topK }
        options.threads = threads
        if case .text(let lines) = self[.targets] {
            options.targets = lines.bytes.elements.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        }
        return options
    }

    var sentenceOrderOptions: SentenceOrderOptions {
        SentenceOrderOptions(maxLength: maxLength, threads: threads)
    }
}
