import Testing

@testable import AlbertCore

@Test("unset keys leave the defaults of models and tasks")
func unsetModelKeys() throws {
    let none = OptionSnapshot.standard
    #expect(none.modelOptions.threads == nil)
    #expect(none.modelOptions.weightsCheck == .none)
    #expect(none.encodeTextOptions.pooling == nil)
    #expect(none.encodeTextOptions.normalizes == nil)
    #expect(none.forwardOutputs == .hidden)
    #expect(none.fillMaskOptions.topK == 5)
    #expect(none.fillMaskOptions.targets == nil)
    #expect(none.encodeTextOptions.texts.maxLength == nil)
}

@Test("number formats are told apart, f32 where none is named, and others refused")
func numberFormats() throws {
    #expect(OptionSnapshot.standard.modelOptions.precision == .float32)
    for precision in Precision.allCases {
        #expect(try options([(.dtype, precision.rawValue)]).modelOptions.precision == precision)
    }
    for name in ["fp8", "f16", "INT8", "bf16 ", ""] {
        #expect(#expect(throws: AlbertError.self) { try options([(.dtype, name)]) }?.code == .argument, "\(name)")
    }
}

@Test("outputs are told apart, alone and together")
func outputs() throws {
    let names: [(String, ForwardOutputs)] = [
        ("hidden", .hidden), ("hidden_states", .hiddenStates), ("attentions", .attentions), ("pooled", .pooled),
        ("mlm_logits", .mlmLogits), ("sop_logits", .sopLogits), ("class_logits", .classLogits),
        ("choice_logits", .choiceLogits), ("tag_logits", .tagLogits), ("span_logits", .spanLogits),
    ]
    for (name, output) in names { #expect(try options([(.outputs, name)]).forwardOutputs == output) }
    let all = names.map(\.0).joined(separator: ",")
    #expect(try options([(.outputs, all)]).forwardOutputs.rawValue == 1023)
}

@Test("targets are lines; empty ones are none")
func targets() throws {
    let some = try options([(.targets, "states\n\n▁house\n"), (.topK, "3")]).fillMaskOptions
    #expect(some.targets == [Array("states".utf8), Array("▁house".utf8)])
    #expect(some.topK == 3)
}

@Test("poolings and checks are told apart")
func choices() throws {
    #expect(try options([(.pooling, "cls")]).encodeTextOptions.pooling == .cls)
    #expect(try options([(.pooling, "max")]).encodeTextOptions.pooling == .max)
    #expect(try options([(.pooling, "pooler")]).encodeTextOptions.pooling == .pooler)
    #expect(try options([(.normalize, "true")]).encodeTextOptions.normalizes == true)
    #expect(try options([(.weightsCheck, "report")]).modelOptions.weightsCheck == .report)
    #expect(try options([(.weightsCheck, "refuse")]).modelOptions.weightsCheck == .refuse)
}

@Test("layers count from the end where they are negative, and one outside is named as it was given")
func layers() throws {
    #expect(try OptionSnapshot.standard.layers(applicationCount: 12) == nil)
    #expect(try options([(.layers, "0,-1,12,-13")]).layers(applicationCount: 12) == [0, 12, 12, 0])
    for wrong in ["13", "-14", "9223372036854775807", "-9223372036854775808"] {
        let error = #expect(throws: AlbertError.self) {
            try options([(.layers, "1,\(wrong)")]).layers(applicationCount: 12)
        }
        #expect(error?.code == .argument && error?.detail == "\(wrong) is not in -13 to 12")
    }
}

@Test("windows, their stride and megabytes arrive where they belong")
func encoding() throws {
    let none = OptionSnapshot.standard.encodeTextOptions
    #expect(none.windowStride == nil && none.memoryBudget == nil && none.truncationSide == .right)
    #expect(try options([(.stride, "3")]).encodeTextOptions.windowStride == nil)
    #expect(try options([(.longText, "truncate"), (.stride, "3")]).encodeTextOptions.windowStride == nil)
    #expect(try options([(.longText, "windows")]).encodeTextOptions.windowStride == 0)
    #expect(try options([(.longText, "windows"), (.stride, "3")]).encodeTextOptions.windowStride == 3)
    #expect(try options([(.memoryBudget, "0")]).encodeTextOptions.memoryBudget == nil)
    #expect(try options([(.memoryBudget, "1048576")]).encodeTextOptions.memoryBudget == 1 << 40)
    #expect(try options([(.normalize, "false")]).encodeTextOptions.normalizes == false)
    let texts = try options([(.maxLength, "9"), (.specialText, "literal"), (.threads, "2")]).encodeTextOptions.texts
    #expect(texts.maxLength == 9 && texts.specialText == .literal && texts.threads == 2)
}
