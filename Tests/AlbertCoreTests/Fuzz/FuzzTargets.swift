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
    case exampleShard = "example_shard"
    case exampleIndex = "example_index"
    case sentences

    /// Ends normally for every input; gives a sentence where a promise was broken.
    func run(_ bytes: UnsafeRawBufferPointer, _ tokenizers: FuzzTokenizers) -> String? {
        do {
            switch self {
            case .safetensors: try readTensors(bytes)
            case .shardIndex: _ = try ShardIndex(bytes, name: "index")
            case .configuration: _ = try ModelConfiguration.read(bytes, name: "config")
            case .sentencePiece, .tokenizerJSON: return try loadThenEncode(bytes)
            case .textEncode: return try encodeChosen(bytes, tokenizers)
            case .decode: try decodeIDs(bytes, tokenizers.standard)
            case .exampleShard: return try readExamples(bytes)
            case .exampleIndex: return try readIndex(bytes)
            case .sentences: return try splitSentences(bytes)
            }
        } catch {
            return printedOnOneLine(error)
        }
        return nil
    }
}

/// The tokenizers that the fuzzer's texts go through, opened once: their caches stay warm from input to input.
struct FuzzTokenizers: Sendable {
    let standard: Tokenizer
    let sentencePiece: Tokenizer

    init(path: String) throws(AlbertError) {
        standard = try Tokenizer.open(path: path)
        sentencePiece = try Tokenizer.open(path: path, options: .fuzzedSentencePiece)
    }
}

extension TokenizerOptions {
    fileprivate static var fuzzedSentencePiece: TokenizerOptions {
        var options = TokenizerOptions()
        options.compatibility = .sentencePiece
        return options
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

/// Loads a tokenizer, then lets it encode a fixed text and the end of its own file, in every way that the file is good for.
private func loadThenEncode(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) -> String? {
    let tokenizer = try Tokenizer.open(bytes: bytes, name: "tokenizer")
    var text = Array("The cat sat, 1,1 [MASK] A\0 é中\u{FFFD} ".utf8)
    text += bytes.suffix(256)
    if let broken = try encode(text, nil, .init(), tokenizer) { return broken }
    guard let other = try? Tokenizer.open(bytes: bytes, name: "tokenizer", options: .fuzzedSentencePiece) else {
        return nil
    }
    return try encode(text, nil, .init(), other)
}

/// The first byte chooses options, the second where the text is cut into a pair; where both end in bits 1, Google's way.
private func encodeChosen(_ bytes: UnsafeRawBufferPointer, _ tokenizers: FuzzTokenizers) throws(AlbertError) -> String?
{
    guard bytes.count >= 2 else { return nil }
    let tokenizer = bytes[0] & bytes[1] & 1 == 0 ? tokenizers.standard : tokenizers.sentencePiece
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
    if let broken = try encode(text, pair, options, tokenizer) { return broken }
    return try repeated(text, pair, options, tokenizer)
}

/// The text again, whose words the cache now knows, and several times over from two threads: always the same rows.
private func repeated(
    _ text: [UInt8], _ pair: [UInt8]?, _ options: EncodeOptions, _ tokenizer: Tokenizer
) throws(AlbertError) -> String? {
    let copies = 4
    var options = options
    do {
        return try text.withUnsafeBufferPointer { text in
            try (pair ?? []).withUnsafeBufferPointer { second in
                let pair = pair == nil ? nil : second
                let once = try tokenizer.encode(text, pair: pair, options: options, watch: .none)
                // Windows of a pair multiply; eight copies of so many would be all that the fuzzer does.
                guard once.ids.count <= 4096 else { return nil }
                for threads in [1, 2] {
                    options.threads = threads
                    let batch = try tokenizer.encodeBatch(
                        count: copies, text: { _ in text }, pair: pair == nil ? nil : { _ in pair },
                        options: options, watch: .none)
                    if !isRepeated(once, batch, copies) { return "\(threads) threads give another encoding" }
                }
                return nil
            }
        }
    } catch {
        guard let error = error as? AlbertError else { return "an error of another kind: \(error)" }
        throw error
    }
}

private func isRepeated(_ once: Encodings, _ batch: Encodings, _ copies: Int) -> Bool {
    let (rows, windows) = (once.ids.count, once.windows.count)
    guard batch.ids.count == copies * rows, batch.windows.count == copies * windows else { return false }
    let columns = [
        (once.ids.elements, batch.ids.elements), (once.typeIDs.elements, batch.typeIDs.elements),
        (once.starts.elements, batch.starts.elements), (once.ends.elements, batch.ends.elements),
        (once.words.elements, batch.words.elements), (once.special.elements, batch.special.elements),
    ]
    for copy in 0..<copies {
        for (one, many) in columns where !one.elementsEqual(many[copy * rows..<(copy + 1) * rows]) { return false }
        for index in stride(from: 0, to: windows, by: 3) {
            let at = copy * windows + index
            guard batch.windows[at] == Int32(copy), batch.windows[at + 2] == once.windows[index + 2],
                Int(batch.windows[at + 1]) == copy * rows + Int(once.windows[index + 1])
            else { return false }
        }
    }
    return true
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
