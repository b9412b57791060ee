// Section "tokenizer" of albert.h: text to pieces and back.
import CAlbert

@implementation @_cdecl("albert_tokenize")
public func albert_tokenize(
    _ tokenizer: OpaquePointer!, _ text: UnsafePointer<CChar>!, _ byteCount: Int64,
    _ pair: UnsafePointer<CChar>!,
    _ pairByteCount: Int64, _ options: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    tokenizing(tokenizer, options, out, call) { tokenizer, options, watch throws(AlbertError) in
        let text = try callerText(text, byteCount, "text")
        let pair = pair == nil ? nil : try callerText(pair, pairByteCount, "pair")
        return try tokenizer.encode(text, pair: pair, options: options, watch: watch)
    }
}

@implementation @_cdecl("albert_tokenize_batch")
public func albert_tokenize_batch(
    _ tokenizer: OpaquePointer!, _ texts: UnsafePointer<UnsafePointer<CChar>?>!,
    _ byteCounts: UnsafePointer<Int64>!,
    _ pairs: UnsafePointer<UnsafePointer<CChar>?>!, _ pairByteCounts: UnsafePointer<Int64>!,
    _ textCount: Int64,
    _ options: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    tokenizing(tokenizer, options, out, call) { tokenizer, options, watch throws(AlbertError) in
        let count = try callerCount(textCount, "text_count")
        let texts = try CallerTexts(texts, byteCounts, count, "texts")
        guard pairs != nil else {
            return try tokenizer.encodeBatch(
                count: count, text: { texts.text($0) }, pair: nil, options: options, watch: watch)
        }
        let seconds = try CallerTexts(pairs, pairByteCounts, count, "pairs", allowsNone: true)
        return try tokenizer.encodeBatch(
            count: count, text: { texts.text($0) }, pair: { seconds.textIfPresent($0) }, options: options,
            watch: watch)
    }
}

@implementation @_cdecl("albert_tokenize_words")
public func albert_tokenize_words(
    _ tokenizer: OpaquePointer!, _ words: UnsafePointer<UnsafePointer<CChar>?>!,
    _ byteCounts: UnsafePointer<Int64>!,
    _ wordCount: Int64, _ pairWords: UnsafePointer<UnsafePointer<CChar>?>!,
    _ pairByteCounts: UnsafePointer<Int64>!,
    _ pairWordCount: Int64, _ options: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    tokenizing(tokenizer, options, out, call) { tokenizer, options, watch throws(AlbertError) in
        let words = try CallerTexts(
            words, byteCounts, try callerCount(wordCount, "word_count"), "words")
        guard pairWords != nil else {
            return try tokenizer.encodeWords(
                count: words.count, word: { words.text($0) }, pairCount: nil, pairWord: nil,
                options: options,
                watch: watch)
        }
        let pairCount = try callerCount(pairWordCount, "pair_word_count")
        let seconds = try CallerTexts(pairWords, pairByteCounts, pairCount, "pair_words")
        return try tokenizer.encodeWords(
            count: words.count, word: { words.text($0) }, pairCount: pairCount,
            pairWord: { seconds.text($0) },
            options: options, watch: watch)
    }
}

@implementation @_cdecl("albert_detokenize")
public func albert_detokenize(
    _ tokenizer: OpaquePointer!, _ ids: UnsafePointer<Int32>!, _ idCount: Int64,
    _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let out = try callerOut(out, "out")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        let skips = try OptionSnapshot.read(options).skipsSpecialTokens
        let ids = try CallerArray(ids, try callerCount(idCount, "id_count"), "ids")
        var text = try tokenizer.decode(ids.elements, skipsSpecialTokens: skips)
        let byteCount = text.count
        try text.append(0)
        let bytes = SharedBytes(taking: text)
        let column = ResultColumn(
            name: "text", shape: [1],
            values: .texts(count: 1) { _ in UnsafeBufferPointer(start: bytes.bytes.base, count: byteCount)
            })
        store(try HandleKind.result.open(ResultTable(rowCount: 1, owners: [bytes], [column])), in: out)
    }
}

/// What the three ways to encode share: handles and options in, a table of pieces out.
private func tokenizing(
    _ tokenizer: OpaquePointer?, _ options: OpaquePointer?,
    _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ call: OpaquePointer?,
    _ encode: (Tokenizer, EncodeOptions, Watch) throws(AlbertError) -> Encodings
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        let options = try OptionSnapshot.read(options).encodeOptions
        let encodings = try encode(tokenizer, options, watch)
        store(try HandleKind.result.open(ResultTable(encodings, tokenizer)), in: out)
    }
}
