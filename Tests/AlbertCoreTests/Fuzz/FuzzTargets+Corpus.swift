// Targets of Corpus/: files of examples, whose checksums are made right first, and sentences.
@testable import AlbertCore

private func sealed(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) -> Buffer<UInt8> {
    var copy = try Buffer<UInt8>()
    try copy.append(bytes.bindMemory(to: UInt8.self))
    guard copy.count >= 4 else { return copy }
    copy.removeLast(4)
    var checksum = Checksum()
    checksum.add(UnsafeRawBufferPointer(copy.elements))
    try copy.append(number: checksum.value)
    return copy
}

/// Opens a shard and reads each of its examples; everything read is where it may be.
func readExamples(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) -> String? {
    let shard = try ExampleShard(sealed(bytes), place: "shard")
    var masker = try Masker(shard.header.vocabulary, shard.header.masks)
    var batch = try ExampleBatch()
    let size = Int32(shard.header.vocabulary.size)
    for example in 0..<shard.exampleCount {
        batch.removeAll()
        try shard.append(example, to: &batch, &masker, RandomNumbers(seed: 1, stream: UInt64(example)))
        guard batch.lengths[0] == batch.ids.count, batch.ids.count <= shard.header.maxLength else {
            return "example \(example) has \(batch.ids.count) tokens"
        }
        guard batch.ids.elements.allSatisfy({ $0 >= 0 && $0 < size }) else { return "example \(example) has an odd id" }
        guard batch.labels.elements.allSatisfy({ $0 >= 0 && $0 < size }) else {
            return "example \(example) has an odd label"
        }
        guard batch.positions.count == batch.labels.count else { return "example \(example) lacks labels" }
        var last: Int32 = 0
        for position in batch.positions.elements {
            guard position > last, Int(position) < batch.ids.count - 1 else {
                return "example \(example) has a mask at \(position)"
            }
            last = position
        }
    }
    return nil
}

func readIndex(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) -> String? {
    let file = try sealed(bytes)
    let contents = try ShardIndexFile.contents(UnsafeRawBufferPointer(file.elements), place: "index")
    var last = 0
    for end in contents.ends.elements {
        guard end > last else { return "a shard ends at \(end), the one before at \(last)" }
        last = end
    }
    return contents.ends.isEmpty ? "no shard" : nil
}

/// Sentences hold all bytes but white space, in order; none is empty.
func splitSentences(_ bytes: UnsafeRawBufferPointer) throws(AlbertError) -> String? {
    let text = bytes.bindMemory(to: UInt8.self)
    var at = 0
    var broken: String?
    try SentenceSplitter.forEachSentence(in: text) { (sentence) throws(AlbertError) in
        guard let start = sentence.baseAddress, let base = text.baseAddress, !sentence.isEmpty else {
            broken = "an empty sentence"
            return
        }
        let place = base.distance(to: start)
        guard place >= at, place + sentence.count <= text.count, isWhite(text[at..<place]) else {
            broken = "a sentence at \(place) after \(at)"
            return
        }
        at = place + sentence.count
    }
    if broken == nil, !isWhite(text[min(at, text.count)...]) { broken = "text after \(at) is lost" }
    return broken
}

/// Whether nothing is left of it without the white space at its ends.
private func isWhite(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    withoutBlanks(UnsafeBufferPointer(rebasing: text)).isEmpty
}
