import Testing

@testable import AlbertCore

@Test("unset keys leave the defaults of the tasks, and those are what the table of keys says")
func unsetTaskKeys() throws {
    for some in [OptionSnapshot.standard, try options(standards)] {
        let classify = some.classifyOptions
        #expect(classify.topK == 1 && classify.function == nil && classify.texts.maxLength == nil)
        let zeroShot = some.zeroShotOptions
        #expect(zeroShot.template == Array("This example is {}.".utf8) && !zeroShot.isMultiLabel)
        #expect(zeroShot.entailmentLabel == nil && zeroShot.contradictionLabel == nil)
        let tag = some.tagOptions
        #expect(tag.aggregation == .simple && tag.ignoredLabels == [Array("O".utf8)] && tag.stride == nil)
        #expect(tag.offsets == .bytes)
        let answer = some.answerOptions
        #expect(answer.topK == 1 && answer.stride == nil && answer.maxAnswerLength == 15 && !answer.allowsNone)
        #expect(answer.alignment == .word && !answer.isComparable && answer.offsets == .bytes)
        #expect(!some.keepsOrder && some.topK == nil)
    }
}

/// What albert_options_describe gives as the defaults of the keys that only tasks read.
private let standards: [(OptionKey, String)] = [
    OptionKey.template, .multiLabel, .aggregation, .ignoreLabels, .maxAnswerLength, .impossible, .alignment,
    .comparable, .keepOrder,
].map { ($0, "\($0.rule.standard)") }

@Test("every key of the tasks arrives where it belongs")
func setTaskKeys() throws {
    let some = try options([
        (.topK, "7"), (.function, "sigmoid"), (.template, "Is it {}?"), (.multiLabel, "true"),
        (.entailmentLabel, "yes"), (.contradictionLabel, "no"), (.aggregation, "max"), (.ignoreLabels, "O\n\nMISC"),
        (.stride, "0"), (.offsets, "codepoints"), (.maxAnswerLength, "30"), (.impossible, "1"), (.alignment, "space"),
        (.comparable, "true"), (.keepOrder, "true"), (.maxLength, "17"), (.threads, "3"), (.specialText, "literal"),
    ])
    #expect(some.classifyOptions.topK == 7 && some.classifyOptions.function == .sigmoid)
    let zeroShot = some.zeroShotOptions
    #expect(zeroShot.template == Array("Is it {}?".utf8) && zeroShot.isMultiLabel)
    #expect(zeroShot.entailmentLabel == "yes" && zeroShot.contradictionLabel == "no")
    let tag = some.tagOptions
    #expect(tag.aggregation == .max && tag.ignoredLabels == [Array("O".utf8), Array("MISC".utf8)])
    // A stride of 0 that the user set is not the default.
    #expect(tag.stride == 0 && tag.offsets == .codePoints)
    let answer = some.answerOptions
    #expect(answer.topK == 7 && answer.stride == 0 && answer.maxAnswerLength == 30 && answer.allowsNone)
    #expect(answer.alignment == .space && answer.isComparable && answer.offsets == .codePoints)
    #expect(some.keepsOrder)
    for texts in [some.classifyOptions.texts, zeroShot.texts, tag.texts, answer.texts] {
        #expect(texts.maxLength == 17 && texts.threads == 3 && texts.specialText == .literal)
    }
}

@Test("each word of a choice is told apart, and no label ignored is none ignored")
func taskWords() throws {
    for (word, function) in [("softmax", ScoreFunction.softmax), ("sigmoid", .sigmoid), ("none", .none)] {
        #expect(try options([(.function, word)]).classifyOptions.function == function)
    }
    for word in ["none", "simple", "first", "average", "max"] {
        #expect(try options([(.aggregation, word)]).tagOptions.aggregation.rawValue == word)
    }
    for word in ["word", "space", "piece"] {
        #expect(try options([(.alignment, word)]).answerOptions.alignment.rawValue == word)
    }
    #expect(try options([(.ignoreLabels, "")]).tagOptions.ignoredLabels.isEmpty)
    #expect(try options([(.template, "")]).zeroShotOptions.template.isEmpty)
    #expect(try options([(.entailmentLabel, "")]).zeroShotOptions.entailmentLabel == nil)
}

@Test("numbers as large as a key takes change nothing else")
func largestNumbers() throws {
    let most = "2147483647"
    let some = try options([(.topK, most), (.stride, most), (.maxAnswerLength, most), (.maxLength, most)])
    #expect(some.answerOptions.maxAnswerLength == 2_147_483_647 && some.answerOptions.stride == 2_147_483_647)
    #expect(some.classifyOptions.topK == 2_147_483_647 && some.textOptions.maxLength == 2_147_483_647)
    for (key, bad) in [(OptionKey.topK, "0"), (.topK, "-1"), (.maxAnswerLength, "0"), (.stride, "2147483648")] {
        #expect(throws: AlbertError.self) { try options([(key, bad)]) }
    }
}
