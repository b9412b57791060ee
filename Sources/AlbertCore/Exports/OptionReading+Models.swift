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

    /// What the tasks over many texts have in common.
    var textOptions: TextOptions {
        TextOptions(maxLength: maxLength, specialText: specialText, threads: threads)
    }

    var encodeTextOptions: EncodeTextOptions {
        EncodeTextOptions(
            pooling: word(.pooling).flatMap(Pooling.init(rawValue:)), normalizes: boolIfSet(.normalize),
            truncationSide: truncationSide,
            windowStride: word(.longText) == "windows" ? nonZero(.stride) ?? 0 : nil,
            memoryBudget: nonZero(.memoryBudget).map { $0 << 20 }, texts: textOptions)
    }

    var forwardOutputs: ForwardOutputs {
        guard case .choices(let bits) = self[.outputs] else { return .hidden }
        // In the order of the key's choices.
        let outputs: [ForwardOutputs] = [
            .hidden, .hiddenStates, .attentions, .pooled, .mlmLogits, .sopLogits, .classLogits, .choiceLogits,
            .tagLogits, .spanLogits,
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

    /// Layers as a user counts them, from the end where they are negative.
    func layers(applicationCount: Int) throws(AlbertError) -> [Int]? {
        guard case .integers(let numbers) = self[.layers] else { return nil }
        let range = (-applicationCount - 1)...applicationCount
        if let wrong = numbers.first(where: { !range.contains($0) }) {
            throw AlbertError(.argument, at: "layers", "\(wrong) is not in \(range.lowerBound) to \(range.upperBound)")
        }
        return numbers.map { $0 < 0 ? applicationCount + 1 + $0 : $0 }
    }
}
