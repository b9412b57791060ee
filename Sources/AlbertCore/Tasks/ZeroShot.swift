// Zero-shot classification: a model that was trained for entailment judges, for each label, whether the text entails a
// sentence with that label in it.

struct ZeroShotOptions {
    /// Each {} stands for the label.
    var template: [UInt8] = Array("This example is {}.".utf8)
    /// Whether each label is judged on its own; else they share one probability.
    var isMultiLabel = false
    /// The model's own label names for the two; nil: found by how they begin.
    var entailmentLabel: String?
    var contradictionLabel: String?
    var texts = TextOptions()
}

extension Model {
    /// Every label's score for every text, best first.
    func zeroShot(
        _ texts: GivenTexts, labels wanted: consuming TextList, options: ZeroShotOptions, watch: Watch
    ) throws(AlbertError) -> LabelScores {
        let names = LabelNames(wanted)
        let hypotheses = try Hypotheses(names, template: options.template)
        try requireTaskHead(.classes)
        try checkRoom(for: hypotheses, options, watch)
        let judgesAlone = options.isMultiLabel || names.count == 1
        let (entailment, contradiction) = try judgementIDs(options, judgesAlone: judgesAlone)
        let pairs = GivenTexts(
            count: try checkedProduct(texts.count, names.count), text: { texts.text($0 / names.count) },
            pair: { hypotheses[$0 % names.count] })

        let answers = try LabelScores(names: names)
        var evidence: [Double] = []
        try forEachLogits(of: pairs, from: .classes, options.texts, truncation: .onlyFirst, watch: watch) {
            (pair, logits) throws(AlbertError) in
            let entails = Double(logits[entailment])
            if let contradiction {
                evidence.append(probabilities([Double(logits[contradiction]), entails])[1])
            } else {
                evidence.append(entails)
            }
            guard evidence.count == names.count else { return }
            let scores = judgesAlone ? evidence : probabilities(evidence)
            try answers.append(item: pair / names.count, scores.map { Float($0) }, limit: names.count)
            evidence.removeAll(keepingCapacity: true)
        }
        return answers
    }

    /// Only texts are truncated, so a hypothesis must leave room for one piece at least.
    private func checkRoom(
        for hypotheses: Hypotheses, _ options: ZeroShotOptions, _ watch: Watch
    ) throws(AlbertError) {
        let tokenizer = try requireTokenizer()
        let limit = try lengthLimit(options.texts.maxLength)
        for index in 0..<hypotheses.count {
            var tokenizing = EncodeOptions()
            tokenizing.specialText = options.texts.specialText
            let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            let length = try tokenizer.encodeBatch(
                count: 1, text: { _ in empty }, pair: { _ in hypotheses[index] }, options: tokenizing,
                watch: watch.silent
            ).ids.count
            guard length < limit else {
                throw AlbertError(
                    .limit, at: "labels[\(index)]",
                    "the template with this label has \(length) tokens, which of \(limit) leaves none for the text")
            }
        }
    }

    /// Contradiction is nil where it does not count; a name that is given must be right all the same.
    private func judgementIDs(
        _ options: ZeroShotOptions, judgesAlone: Bool
    ) throws(AlbertError) -> (entailment: Int, contradiction: Int?) {
        let entailment = try entailmentID(options)
        guard judgesAlone || options.contradictionLabel != nil else { return (entailment, nil) }
        let contradiction = try contradictionID(options, entailment: entailment)
        guard contradiction != entailment else {
            throw AlbertError(
                .argument, at: options.contradictionLabel == nil ? "entailment_label" : "contradiction_label",
                "\(quoted(configuration.labels[entailment])) cannot be the label for both entailment and contradiction")
        }
        return (entailment, judgesAlone ? contradiction : nil)
    }

    private func entailmentID(_ options: ZeroShotOptions) throws(AlbertError) -> Int {
        if let name = options.entailmentLabel { return try labelID(name, "entailment_label") }
        if let found = labelID(beginningWith: "entail") { return found }
        throw AlbertError(
            .missing, at: name,
            "no label of the model begins with 'entail' (\(shownLabels)); the option entailment_label names it")
    }

    private func contradictionID(_ options: ZeroShotOptions, entailment: Int) throws(AlbertError) -> Int {
        if let name = options.contradictionLabel { return try labelID(name, "contradiction_label") }
        if let found = labelID(beginningWith: "contradict") { return found }
        if labels.count == 2 { return 1 - entailment }
        throw AlbertError(
            .missing, at: name,
            "no label of the model begins with 'contradict' (\(shownLabels)); the option contradiction_label names it")
    }

    private func labelID(_ name: String, _ option: String) throws(AlbertError) -> Int {
        if let found = configuration.labels.firstIndex(of: name) { return found }
        throw AlbertError(.missing, at: option, "\(quoted(name)) is no label of the model (\(shownLabels))")
    }

    private func labelID(beginningWith prefix: String) -> Int? {
        configuration.labels.firstIndex {
            $0.utf8.prefix(prefix.utf8.count).elementsEqual(prefix.utf8) { $0 | 0x20 == $1 }
        }
    }

    private var shownLabels: String {
        configuration.labels.prefix(8).joined(separator: ", ") + (labels.count > 8 ? ", …" : "")
    }
}

/// The template with each label in it.
private final class Hypotheses {
    private let texts: TextList

    init(_ names: LabelNames, template: [UInt8]) throws(AlbertError) {
        guard names.count > 0 else { throw AlbertError(.argument, at: "labels", "there is no label") }
        let places = template.indices.dropLast().filter {
            template[$0] == UInt8(ascii: "{") && template[$0 + 1] == UInt8(ascii: "}")
        }
        guard !places.isEmpty else {
            throw AlbertError(.argument, at: "template", "has no {} for the label to stand in")
        }
        var texts = try TextList()
        for index in 0..<names.count {
            guard !names[index].isEmpty else { throw AlbertError(.argument, at: "labels[\(index)]", "is empty") }
            var text = try Buffer<UInt8>()
            var start = 0
            for place in places {
                try withBytes(Array(template[start..<place])) { (part) throws(AlbertError) in try text.append(part) }
                try text.append(names[index])
                start = place + 2
            }
            try withBytes(Array(template[start...])) { (part) throws(AlbertError) in try text.append(part) }
            try texts.append(text.elements)
        }
        self.texts = texts
    }

    var count: Int { texts.count }

    subscript(index: Int) -> UnsafeBufferPointer<UInt8> { texts[index] }
}
