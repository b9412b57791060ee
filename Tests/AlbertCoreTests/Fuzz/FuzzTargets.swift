// What a fuzzer does with one input, for every reader and for the tokenizer. The same code runs under libFuzzer
// (Tests/Fuzz/run.sh) and over the committed corpora in the tests. Errors are fine; traps, sanitizer reports, hangs and broken
// promises (`broken`) are not.
@testable import AlbertCore

enum FuzzTarget: String, CaseIterable, Sendable {
    case safetensors
    case shardIndex = "shard_index"
    case configuration = "config"
    case sentencePiece = "sentencepiece_load_then_encode"
    case tokenizerJSON = "tokenizer_json_load_then_encode"
    case textEncode = "text_encode"
    case decode

    /// Ends normally for every input; gives a sentence where a promise was broken.
    func run(_ bytes: UnsafeRawBufferPointer, _ tokenizer: Tokenizer) -> String? {
        do {
            switch self {
            case .safetensors: try readTensors(bytes)
            case .shardIndex: _ = try ShardIndex(bytes, name: "index")
            case .configuration: _ = try ModelConfiguration.read(bytes, name: "config")
            case .sentencePiece, .tokenizerJSON: return try loadThenEncode(bytes)
            case .textEncode: return try encodeChosen(bytes, tokenizer)
            case .decode: try decodeIDs(bytes, tokenizer)
            }
        } catch {
            return printedOnOneLine(error)
        }
        return nil
    }
}

private func printedOnOneLine(_ error: AlbertError) -> String? {
    guard error.code != .internal else { return "internal error: \(error)" }
    let isPlain = error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain && error.description.utf8.count < 4096 ? nil : "a message that is not one short line"
}

private func readTensors(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) {
    let store = try TensorStore.open(bytes: bytes, name: "weights")
    var element: UInt64 = 0
    for entry in store.entries where entry.elementCount > 0 {
        for index in [0, entry.elementCount - 1] {
            let target = withUnsafeMutableBytes(of: &element) { $0 }
            try store.read(
                entry, elements: index..<(index + 1), into: .init(rebasing: target.prefix(entry.type.byteCount)))
        }
    }
    try store.finish()
}

/// Loads a tokenizer, then lets it encode a fixed text and the end of its own file.
private func loadThenEncode(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) -> String? {
    let tokenizer = try Tokenizer.open(bytes: bytes, name: "tokenizer")
    var text = Array("The cat sat, 1,1 [MASK] A\0 é中\u{FFFD} ".utf8)
    text += bytes.suffix(256)
    return try encode(text, nil, .init(), tokenizer)
}

/// The first byte chooses options, the second where the text is cut into a pair.
private func encodeChosen(_ bytes: UnsafeRawBufferPointer, _ tokenizer: Tokenizer) throws(AlbertError) -> String? {
    guard bytes.count >= 2 else { return nil }
    let choice = bytes[0]
    var text = Array(bytes.dropFirst(2))
    var pair: [UInt8]?
    if choice & 1 != 0 {
        let cut = min(text.count, Int(bytes[1]))
        pair = Array(text[cut...])
        text = Array(text[..<cut])
    }
    var options = EncodeOptions()
    if choice & 2 != 0 { options.maxLength = Int(choice >> 3) }
    options.overflow = choice & 4 != 0
    options.stride = choice & 4 != 0 ? Int(bytes[1] & 3) : 0
    options.addsSpecialTokens = choice & 8 == 0
    options.specialText = choice & 16 == 0 ? .special : .literal
    options.offsets = [.bytes, .codePoints, .utf16, .bytes][Int(choice >> 5 & 3)]
    options.truncationSide = choice & 128 == 0 ? .right : .left
    return try encode(text, pair, options, tokenizer)
}

private func encode(
    _ text: [UInt8], _ pair: [UInt8]?, _ options: EncodeOptions, _ tokenizer: Tokenizer
) throws(AlbertError) -> String? {
    let encodings: Encodings
    do {
        encodings = try text.withUnsafeBufferPointer { text in
            guard let pair else { return try tokenizer.encode(text, pair: nil, options: options, watch: .none) }
            return try pair.withUnsafeBufferPointer {
                try tokenizer.encode(text, pair: $0, options: options, watch: .none)
            }
        }
    } catch {
        guard let error = error as? AlbertError else { return "an error of another kind: \(error)" }
        throw error
    }
    let longest = max(text.count, pair?.count ?? 0)
    for row in 0..<encodings.ids.count {
        let (start, end, id) = (encodings.starts[row], encodings.ends[row], encodings.ids[row])
        guard start >= 0, start <= end, Int(end) <= longest else {
            return "row \(row) lies at \(start)..<\(end) of \(longest)"
        }
        guard id >= 0, Int(id) < tokenizer.vocabularySize else { return "row \(row) has id \(id)" }
        guard encodings.typeIDs[row] == 0 || encodings.typeIDs[row] == 1 else { return "row \(row) has an odd type id" }
    }
    for window in 0..<encodings.windowCount {
        let count = Int(encodings.windows[3 * window + 2])
        if let limit = options.maxLength, count > limit { return "window \(window) has \(count) rows, over \(limit)" }
    }
    _ = try tokenizer.decode(encodings.ids.elements, skipsSpecialTokens: false)
    return nil
}

private func decodeIDs(_ bytes: UnsafeRawBufferPointer, _ tokenizer: Tokenizer) throws(AlbertError) {
    var ids: [Int32] = []
    for start in stride(from: 0, to: bytes.count - 3, by: 4) {
        let id = bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)
        // Half of the inputs stay in the vocabulary, so that more than the first check is reached.
        ids.append(bytes[0] & 1 == 0 ? id : Int32(truncatingIfNeeded: UInt32(bitPattern: id) % 16000))
    }
    let isSkipping = bytes.count % 4 == 1
    do {
        try ids.withUnsafeBufferPointer { _ = try tokenizer.decode($0, skipsSpecialTokens: isSkipping) }
    } catch {
        guard let error = error as? AlbertError else { return }
        throw error
    }
}
