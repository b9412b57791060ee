import Testing

@testable import AlbertCore

private func options(_ settings: [(OptionKey, String)]) throws -> OptionSnapshot {
    let bag = try OptionBag()
    for (key, value) in settings {
        var text = value
        bag.set(key, try text.withUTF8 { try key.value(text: $0) })
    }
    return bag.snapshot()
}

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
        ("mlm_logits", .mlmLogits), ("sop_logits", .sopLogits),
    ]
    for (name, output) in names { #expect(try options([(.outputs, name)]).forwardOutputs == output) }
    let all = names.map(\.0).joined(separator: ",")
    #expect(try options([(.outputs, all)]).forwardOutputs.rawValue == 63)
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
