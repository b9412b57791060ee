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
        let options = try OptionSnapshot.read(options).textOptions
        let first = try callerText(first, firstByteCount, "first")
        let second = try callerText(second, secondByteCount, "second")
        store(try model.sentenceOrder(first, second, options: options, watch: watch), in: probability)
    }
}

@implementation @_cdecl("albert_sentence_order_batch")
public func albert_sentence_order_batch(
    _ model: OpaquePointer!, _ firsts: UnsafePointer<UnsafePointer<CChar>?>!, _ firstByteCounts: UnsafePointer<Int64>!,
    _ seconds: UnsafePointer<UnsafePointer<CChar>?>!, _ secondByteCounts: UnsafePointer<Int64>!,
    _ pairCount: Int64, _ options: OpaquePointer!, _ probabilities: UnsafeMutablePointer<Float>!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options).textOptions
        let count = try callerCount(pairCount, "pair_count")
        guard probabilities != nil || count == 0 else { throw .isNull("probabilities") }
        let firsts = try CallerTexts(firsts, firstByteCounts, count, "firsts")
        let seconds = try CallerTexts(seconds, secondByteCounts, count, "seconds")
        let pairs = GivenTexts(count: count, text: { firsts.text($0) }, pair: { seconds.text($0) })
        try withCallerFloats(probabilities, count) { target throws(AlbertError) in
            try model.sentenceOrders(of: pairs, options: options, into: target, watch: watch)
        }
    }
}

@implementation @_cdecl("albert_similarity")
public func albert_similarity(
    _ model: OpaquePointer!, _ texts: UnsafePointer<UnsafePointer<CChar>?>!, _ byteCounts: UnsafePointer<Int64>!,
    _ textCount: Int64, _ others: UnsafePointer<UnsafePointer<CChar>?>!,
    _ otherByteCounts: UnsafePointer<Int64>!, _ otherCount: Int64, _ options: OpaquePointer!,
    _ similarities: UnsafeMutablePointer<Float>!, _ capacity: Int64, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options).encodeTextOptions
        let rows = try callerCount(textCount, "text_count")
        let columns = try callerCount(otherCount, "other_count")
        let needed = try checkedProduct(rows, columns)
        guard capacity >= Int64(needed) else {
            throw AlbertError(.argument, at: "capacity", "is \(capacity), \(rows) × \(columns) floats are needed")
        }
        guard similarities != nil || needed == 0 else { throw .isNull("similarities") }
        let texts = try CallerTexts(texts, byteCounts, rows, "texts")
        let others = try CallerTexts(others, otherByteCounts, columns, "others")
        try withCallerFloats(similarities, needed) { target throws(AlbertError) in
            try model.similarity(
                GivenTexts(count: rows, text: { texts.text($0) }),
                GivenTexts(count: columns, text: { others.text($0) }),
                options: options, into: target, watch: watch)
        }
    }
}
