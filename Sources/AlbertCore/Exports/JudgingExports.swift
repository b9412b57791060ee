// Section "tasks" of albert.h: what takes many texts and gives a table.
import CAlbert

@implementation @_cdecl("albert_classify")
public func albert_classify(
    _ model: OpaquePointer!, _ texts: UnsafePointer<UnsafePointer<CChar>?>!, _ byteCounts: UnsafePointer<Int64>!,
    _ pairs: UnsafePointer<UnsafePointer<CChar>?>!, _ pairByteCounts: UnsafePointer<Int64>!,
    _ textCount: Int64, _ options: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let count = try callerCount(textCount, "text_count")
        let texts = try CallerTexts(texts, byteCounts, count, "texts")
        let hasPairs = pairs != nil
        let seconds = try CallerTexts(pairs, pairByteCounts, hasPairs ? count : 0, "pairs", allowsNone: true)
        let given = GivenTexts(
            count: count, text: { texts.text($0) }, pair: hasPairs ? { seconds.textIfPresent($0) } : nil)
        return ResultTable(try model.classify(given, options: options.classifyOptions, watch: watch))
    }
}

@implementation @_cdecl("albert_zero_shot")
public func albert_zero_shot(
    _ model: OpaquePointer!, _ texts: UnsafePointer<UnsafePointer<CChar>?>!, _ byteCounts: UnsafePointer<Int64>!,
    _ textCount: Int64, _ labels: UnsafePointer<UnsafePointer<CChar>?>!,
    _ labelByteCounts: UnsafePointer<Int64>!, _ labelCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let texts = try CallerTexts(texts, byteCounts, try callerCount(textCount, "text_count"), "texts")
        let labels = try CallerTexts(labels, labelByteCounts, try callerCount(labelCount, "label_count"), "labels")
        var names = try TextList()
        for index in 0..<labels.count { try names.append(labels.text(index)) }
        return ResultTable(
            try model.zeroShot(
                GivenTexts(count: texts.count, text: { texts.text($0) }), labels: names,
                options: options.zeroShotOptions, watch: watch))
    }
}

@implementation @_cdecl("albert_choose")
public func albert_choose(
    _ model: OpaquePointer!, _ prompt: UnsafePointer<CChar>!, _ promptByteCount: Int64,
    _ choices: UnsafePointer<UnsafePointer<CChar>?>!,
    _ choiceByteCounts: UnsafePointer<Int64>!, _ choiceCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let prompt = try callerText(prompt, promptByteCount, "prompt")
        let choices = try CallerTexts(
            choices, choiceByteCounts, try callerCount(choiceCount, "choice_count"), "choices")
        return ResultTable(
            try model.choose(
                prompt: prompt, choices: GivenTexts(count: choices.count, text: { choices.text($0) }),
                options: options.textOptions, watch: watch), logits: true)
    }
}

@implementation @_cdecl("albert_tag")
public func albert_tag(
    _ model: OpaquePointer!, _ texts: UnsafePointer<UnsafePointer<CChar>?>!, _ byteCounts: UnsafePointer<Int64>!,
    _ textCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let texts = try CallerTexts(texts, byteCounts, try callerCount(textCount, "text_count"), "texts")
        let given = GivenTexts(count: texts.count, text: { texts.text($0) })
        return ResultTable(try model.tag(given, options: options.tagOptions, watch: watch))
    }
}

@implementation @_cdecl("albert_answer")
public func albert_answer(
    _ model: OpaquePointer!, _ questions: UnsafePointer<UnsafePointer<CChar>?>!,
    _ questionByteCounts: UnsafePointer<Int64>!, _ contexts: UnsafePointer<UnsafePointer<CChar>?>!,
    _ contextByteCounts: UnsafePointer<Int64>!, _ questionCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let count = try callerCount(questionCount, "question_count")
        let questions = try CallerTexts(questions, questionByteCounts, count, "questions")
        let contexts = try CallerTexts(contexts, contextByteCounts, count, "contexts")
        let given = GivenTexts(
            count: count, text: { questions.text($0) }, pair: { contexts.text($0) })
        return ResultTable(try model.answer(given, options: options.answerOptions, watch: watch))
    }
}

@implementation @_cdecl("albert_rank")
public func albert_rank(
    _ model: OpaquePointer!, _ query: UnsafePointer<CChar>!, _ queryByteCount: Int64,
    _ texts: UnsafePointer<UnsafePointer<CChar>?>!,
    _ byteCounts: UnsafePointer<Int64>!, _ textCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let query = try callerText(query, queryByteCount, "query")
        let texts = try CallerTexts(texts, byteCounts, try callerCount(textCount, "text_count"), "texts")
        let given = GivenTexts(count: texts.count, text: { texts.text($0) })
        return ResultTable(
            try model.rank(
                query: query, given, limit: options.topK ?? texts.count, options: options.encodeTextOptions,
                watch: watch))
    }
}

@implementation @_cdecl("albert_order_sentences")
public func albert_order_sentences(
    _ model: OpaquePointer!, _ sentences: UnsafePointer<UnsafePointer<CChar>?>!, _ byteCounts: UnsafePointer<Int64>!,
    _ sentenceCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    judging(model, options, out, call) { model, options, watch throws(AlbertError) in
        let texts = try CallerTexts(
            sentences, byteCounts, try callerCount(sentenceCount, "sentence_count"), "sentences")
        let given = GivenTexts(count: texts.count, text: { texts.text($0) })
        return ResultTable(
            options.keepsOrder
                ? try model.coherence(of: given, options: options.textOptions, watch: watch)
                : try model.orderSentences(given, options: options.textOptions, watch: watch))
    }
}

/// What they share: a model and options in, a table out.
private func judging(
    _ model: OpaquePointer?, _ options: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ call: OpaquePointer?, _ judge: (Model, OptionSnapshot, Watch) throws(AlbertError) -> ResultTable
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let model = try openModel(model)
        let table = try judge(model, try OptionSnapshot.read(options), watch)
        store(try HandleKind.result.open(table), in: out)
    }
}
