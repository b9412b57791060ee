// Section "tasks" of albert.h.
import CAlbert

@implementation @_cdecl("albert_fill_mask")
public func albert_fill_mask(
    _ model: OpaquePointer!, _ text: UnsafePointer<CChar>!, _ byteCount: Int64,
    _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options).fillMaskOptions
        let text = try callerText(text, byteCount, "text")
        let answers = try model.fillMask(text, options: options, watch: watch)
        store(try HandleKind.result.open(ResultTable(answers)), in: out)
    }
}

@implementation @_cdecl("albert_sentence_order")
public func albert_sentence_order(
    _ model: OpaquePointer!, _ first: UnsafePointer<CChar>!, _ firstByteCount: Int64,
    _ second: UnsafePointer<CChar>!,
    _ secondByteCount: Int64, _ options: OpaquePointer!, _ probability: UnsafeMutablePointer<Float>!,
    _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let probability = try callerOut(probability, "probability")
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options).sentenceOrderOptions
        let first = try callerText(first, firstByteCount, "first")
        let second = try callerText(second, secondByteCount, "second")
        store(try model.sentenceOrder(first, second, options: options, watch: watch), in: probability)
    }
}
