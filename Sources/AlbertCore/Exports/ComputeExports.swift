// Section "compute" of albert.h.
import CAlbert

@implementation @_cdecl("albert_forward")
public func albert_forward(
    _ model: OpaquePointer!, _ ids: UnsafePointer<Int32>!, _ typeIDs: UnsafePointer<Int32>!,
    _ attentionMask: UnsafePointer<Int32>!, _ lengths: UnsafePointer<Int64>!, _ sequenceCount: Int64,
    _ positions: UnsafePointer<Int64>!, _ positionCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options)
        let lengths = try CallerArray(
            lengths, try callerCount(sequenceCount, "sequence_count"), "lengths")
        // How far the caller's arrays are read follows from the lengths, so these are held against the model first.
        let tokens = try Batch.tokenCount(lengths.elements, for: model.configuration)
        let rows = try CallerArray(
            positions, try callerCount(positionCount, "position_count"), "positions")
        let ids = try CallerArray(ids, tokens, "ids")
        let types = try CallerArray(typeIDs, typeIDs == nil ? 0 : tokens, "type_ids")
        let mask = try CallerArray(attentionMask, attentionMask == nil ? 0 : tokens, "attention_mask")
        let batch = Batch(
            ids: ids.elements, typeIDs: typeIDs == nil ? nil : types.elements,
            attentionMask: attentionMask == nil ? nil : mask.elements, lengths: lengths.elements)
        let request = ForwardRequest(
            options.forwardOutputs, positions: positions == nil ? nil : rows.elements,
            layers: try options.layers(applicationCount: model.configuration.applicationCount))
        let output = try model.forward(batch, request, threads: options.threads, watch: watch)
        store(
            try HandleKind.result.open(ResultTable(output, taskHead: request.outputs.taskHead, tokenCount: tokens)),
            in: out)
    }
}

@implementation @_cdecl("albert_encode")
public func albert_encode(
    _ model: OpaquePointer!, _ texts: UnsafePointer<UnsafePointer<CChar>?>!,
    _ byteCounts: UnsafePointer<Int64>!,
    _ textCount: Int64, _ options: OpaquePointer!, _ vectors: UnsafeMutablePointer<Float>!,
    _ vectorCapacity: Int64,
    _ call: OpaquePointer!
) -> Int32 {
    encoding(model, options, vectors, vectorCapacity, textCount, call) { count throws(AlbertError) in
        try CallerTexts(texts, byteCounts, count, "texts")
    }
}

@implementation @_cdecl("albert_encode_arrow")
public func albert_encode_arrow(
    _ model: OpaquePointer!, _ offsets: UnsafeRawPointer!, _ offsetWidth: Int32,
    _ bytes: UnsafeRawPointer!,
    _ byteCount: Int64, _ textCount: Int64, _ options: OpaquePointer!,
    _ vectors: UnsafeMutablePointer<Float>!,
    _ vectorCapacity: Int64, _ call: OpaquePointer!
) -> Int32 {
    encoding(model, options, vectors, vectorCapacity, textCount, call) { count throws(AlbertError) in
        let bytes = try callerBytes(bytes, byteCount, "bytes", countNamed: "byte_count")
        return try CallerTexts(arrow: offsets, width: offsetWidth, bytes: bytes, count: count)
    }
}

/// What the two ways to encode share. Room is compared before any text is looked at.
private func encoding(
    _ model: OpaquePointer?, _ options: OpaquePointer?, _ vectors: UnsafeMutablePointer<Float>?,
    _ capacity: Int64,
    _ textCount: Int64, _ call: OpaquePointer?, _ read: (Int) throws(AlbertError) -> CallerTexts
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options).encodeTextOptions
        let count = try callerCount(textCount, "text_count")
        let width = model.configuration.hiddenSize
        let needed = try checkedProduct(count, width)
        guard capacity >= Int64(needed) else {
            throw AlbertError(
                .argument, at: "vector_capacity", "is \(capacity), \(count) × \(width) floats are needed")
        }
        guard vectors != nil || count == 0 else { throw .isNull("vectors") }
        let texts = try read(count)
        try withCallerFloats(vectors, needed) { target throws(AlbertError) in
            try model.encode(
                GivenTexts(count: count, text: { texts.text($0) }), options: options, into: target, watch: watch)
        }
    }
}
