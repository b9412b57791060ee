import Testing

@testable import AlbertCore

@Suite("a training batch")
struct TrainingBatchTests {
    private struct Refusal: Equatable {
        let code: AlbertError.Code
        let place: String
        let detail: String

        init(_ place: String, _ detail: String, code: AlbertError.Code = .argument) {
            (self.code, self.place, self.detail) = (code, place, detail)
        }
    }

    /// What `validate` says of sequences of 3, 1 and 2 tokens for a model with 12 pieces and 8 positions.
    private func refusal(_ labels: SampleLabels, labelCount: Int = 3, lengths: [Int64] = [3, 1, 2]) throws -> Refusal? {
        let configuration = try TinyModel().open().configuration
        let held = SampleBatch(lengths: lengths, labels)
        do throws(AlbertError) {
            try held.batch.validate(for: configuration, labelCount: labelCount)
            return nil
        } catch {
            return Refusal(error.place, error.detail, code: error.code)
        }
    }

    @Test("is accepted with every label at both ends of what is possible")
    func accepted() throws {
        let good: [SampleLabels] = [
            .pretraining([0, 11, -100, -100, -100, 3], [0, 1, 0]),
            .pretraining([-100, -100, -100, -100, -100, -100], nil),
            .pretraining(nil, [1, 1, 1]), .classes([0, 2, 1]), .targets([0, 1, 0.5, -3, 7, 1e30, 0, 0, 0]),
            .tags([0, 2, -100, 1, -100, 0]), .spans([2, 0, 1], [0, 0, 1]), .choices([1, 2], [0, 1]),
            .choices([3], [2]),
        ]
        for labels in good { #expect(try refusal(labels) == nil, "\(labels)") }
    }

    @Test(
        "names the rows whose last vectors its labels ask for, and nothing where they ask for whole sequences or for none"
    )
    func rowsRead() {
        func rows(_ labels: SampleLabels) -> [Int]? {
            let held = SampleBatch(lengths: [3, 1, 2], labels)
            return withExtendedLifetime(held) { held.batch.rowsRead?.rows }
        }
        #expect(rows(.pretraining([0, 11, -100, -100, -100, 3], [0, 1, 0])) == [0, 1, 3, 4, 5])
        #expect(rows(.pretraining([-100, 11, -100, -100, -100, 3], nil)) == [1, 5])
        #expect(rows(.pretraining(nil, [1, 1, 1])) == [0, 3, 4])
        #expect(rows(.pretraining([-100, -100, -100, -100, -100, -100], nil)) == nil)
        #expect(rows(.tags([-100, 2, -100, 1, -100, 0])) == [1, 3, 5])
        #expect(rows(.classes([0, 2, 1])) == [0, 3, 4])
        #expect(rows(.targets([0, 1, 0.5])) == [0, 3, 4])
        #expect(rows(.choices([1, 2], [0, 1])) == [0, 3, 4])
        #expect(rows(.spans([2, 0, 1], [0, 0, 1])) == nil)
    }

    @Test("is refused where its sequences are, before its labels are read")
    func sequences() throws {
        #expect(try refusal(.classes([]), lengths: [])?.place == "lengths")
        #expect(try refusal(.classes([0]), lengths: [0])?.place == "lengths")
        #expect(try refusal(.classes([9]), lengths: [9])?.code == .limit)
    }

    @Test("for pretraining is refused without labels, and for pieces and orders that are none")
    func pretraining() throws {
        #expect(try refusal(.pretraining(nil, nil)) == Refusal("labels", "the batch has no labels"))
        let cases: [([Int32]?, [Int32]?, Refusal)] = [
            ([1, 1, 1, 1, 1], nil, Refusal("labels", "5 labels, expected 6")),
            ([1, 1, 1, 1, 1, 1, 1], [0, 0, 0], Refusal("labels", "7 labels, expected 6")),
            ([], nil, Refusal("labels", "0 labels, expected 6")),
            ([0, 1, 12, 1, 1, 1], nil, Refusal("labels", "label 12 at 2 is not in 0 to 11")),
            ([0, 1, 1, 1, 1, -1], nil, Refusal("labels", "label -1 at 5 is not in 0 to 11")),
            ([-99, -101, 1, 1, 1, 1], nil, Refusal("labels", "label -99 at 0 is not in 0 to 11")),
            ([.max, 1, 1, 1, 1, 1], nil, Refusal("labels", "label 2147483647 at 0 is not in 0 to 11")),
            (nil, [0, 1], Refusal("orders", "2 labels, expected 3")),
            (nil, [0, 1, 2], Refusal("orders", "label 2 at 2 is not in 0 to 1")),
            ([1, 1, 1, 1, 1, 1], [0, -100, 1], Refusal("orders", "label -100 at 1 is not in 0 to 1")),
        ]
        for (pieces, orders, expected) in cases { #expect(try refusal(.pretraining(pieces, orders)) == expected) }
    }

    @Test("of classes, tags or numbers is refused for a wrong count, and for one that is no label")
    func labels() throws {
        let cases: [(SampleLabels, Refusal)] = [
            (.classes([0, 1]), Refusal("labels", "2 labels, expected 3")),
            (.classes([0, 1, 3]), Refusal("labels", "label 3 at 2 is not in 0 to 2")),
            (.classes([0, -100, 1]), Refusal("labels", "label -100 at 1 is not in 0 to 2")),
            (.tags([0, 1, 2]), Refusal("labels", "3 labels, expected 6")),
            (.tags([0, 1, 2, 0, 3, 0]), Refusal("labels", "label 3 at 4 is not in 0 to 2")),
            (.tags([0, 1, 2, .min, 0, 0]), Refusal("labels", "label -2147483648 at 3 is not in 0 to 2")),
            (.targets([0, 0, 0]), Refusal("targets", "3 numbers, expected 9")),
            (.targets([0, 0, 0, 0, 0, 0, 0, .nan, 0]), Refusal("targets", "number 7 is nan")),
            (.targets([0, .infinity, 0, 0, 0, 0, 0, .nan, 0]), Refusal("targets", "number 1 is inf")),
            (.targets([0, 0, 0, 0, -.infinity, 0, 0, 0, 0]), Refusal("targets", "number 4 is -inf")),
        ]
        for (labels, expected) in cases { #expect(try refusal(labels) == expected) }
        #expect(try refusal(.targets([1, 2, 3]), labelCount: 1) == nil)
    }

    @Test("of answers is refused where a place is not one of the sequence's tokens")
    func spans() throws {
        let cases: [([Int32], [Int32], Refusal)] = [
            ([0, 0], [0, 0, 0], Refusal("starts", "2 labels, expected 3")),
            ([0, 0, 0], [0, 0, 0, 0], Refusal("ends", "4 labels, expected 3")),
            ([3, 0, 0], [0, 0, 0], Refusal("starts", "sequence 0 has 3 tokens, 3 is none of them")),
            ([0, 0, 0], [2, 1, 0], Refusal("ends", "sequence 1 has 1 tokens, 1 is none of them")),
            ([0, 0, -1], [0, 0, 0], Refusal("starts", "label -1 at 2 is not in 0 to 2147483646")),
            ([0, 0, 0], [0, 0, 1_000_000], Refusal("ends", "sequence 2 has 2 tokens, 1000000 is none of them")),
        ]
        for (starts, ends, expected) in cases { #expect(try refusal(.spans(starts, ends)) == expected) }
    }

    @Test("of choices is refused where the counts are not the sequences', or the right one is none of them")
    func choices() throws {
        let cases: [([Int32], [Int32], Refusal)] = [
            ([1, 2], [0], Refusal("labels", "1 labels for 2 items")),
            ([1, 1], [0, 0], Refusal("counts", "2 choices for 3 sequences")),
            ([2, 2], [0, 0], Refusal("counts", "4 choices for 3 sequences")),
            ([], [], Refusal("counts", "0 choices for 3 sequences")),
            ([3, 0], [0, 0], Refusal("labels", "item 1 has 0 choices, 0 is none of them")),
            ([4, -1], [0, 0], Refusal("labels", "item 1 has -1 choices, 0 is none of them")),
            ([1, 2], [1, 0], Refusal("labels", "item 0 has 1 choices, 1 is none of them")),
            ([1, 2], [0, -1], Refusal("labels", "item 1 has 2 choices, -1 is none of them")),
        ]
        for (counts, right, expected) in cases { #expect(try refusal(.choices(counts, right)) == expected) }
    }

    @Test("knows where its sequences begin, and the longest")
    func starts() {
        let held = SampleBatch(lengths: [3, 1, 2], .classes([0, 0, 0]))
        #expect(held.batch.starts == [0, 3, 4] && held.batch.longest == 3)
        let empty = SampleBatch(lengths: [], .classes([]))
        #expect(empty.batch.starts == [] && empty.batch.longest == 0)
    }

    /// Batches of each kind of labels over sequences of random lengths, the numbers of which are all different.
    private func batch(_ kind: Int, _ random: inout SeededRandom) -> SampleBatch {
        let count = Int(random.next() % 12) + 1
        let lengths = (0..<count).map { _ in Int64(random.next() % 9) + 1 }
        let tokens = Int(lengths.reduce(0, +))
        func numbers(_ count: Int, from first: Int32 = 0) -> [Int32] { (0..<count).map { Int32($0) + first } }
        let labels: SampleLabels
        switch kind {
        case 0: labels = .pretraining(numbers(tokens), numbers(count, from: 500))
        case 1: labels = .pretraining(numbers(tokens), nil)
        case 2: labels = .pretraining(nil, numbers(count))
        case 3: labels = .classes(numbers(count))
        case 4: labels = .targets((0..<3 * count).map { Float($0) })
        case 5: labels = .tags(numbers(tokens))
        case 6: labels = .spans(numbers(count), numbers(count, from: 500))
        default:
            var counts: [Int32] = []
            while counts.reduce(0, +) < count {
                counts.append(min(Int32(random.next() % 4) + 1, Int32(count) - counts.reduce(0, +)))
            }
            labels = .choices(counts, numbers(counts.count))
        }
        return SampleBatch(lengths: lengths, labels, hasTypes: random.next() % 2 == 0, hasMask: random.next() % 2 == 0)
    }

    @Test("is cut into parts that hold all of it in order, within the limit or of one item", arguments: 0..<8)
    func cuts(_ kind: Int) {
        var random = SeededRandom(seed: UInt64(kind))
        for _ in 0..<200 {
            let held = batch(kind, &random)
            let whole = held.batch
            let limit = Int(random.next() % 40) + 1
            let parts = whole.cut(tokens: limit)
            #expect(parts.flatMap { Array($0.sequences.ids) } == Array(whole.sequences.ids))
            #expect(parts.flatMap { Array($0.sequences.lengths) } == Array(whole.sequences.lengths))
            for (of, part) in [
                (whole.sequences.typeIDs, parts.map(\.sequences.typeIDs)),
                (whole.sequences.attentionMask, parts.map(\.sequences.attentionMask)),
            ] {
                #expect(part.allSatisfy { ($0 == nil) == (of == nil) })
                #expect(part.flatMap { Array($0 ?? .init(start: nil, count: 0)) } == of.map { Array($0) } ?? [])
            }
            let joined = parts.map { SampleLabels($0.labels) }.reduce(nil) { SampleLabels.joined($0, $1) }
            #expect(joined == SampleLabels(whole.labels))
            for part in parts {
                let sequences = part.sequences
                #expect(!sequences.lengths.isEmpty && sequences.lengths.reduce(0, +) == Int64(sequences.ids.count))
                var items = sequences.lengths.count
                if case .choices(let counts, _) = part.labels {
                    items = counts.count
                    #expect(counts.reduce(0, +) == Int32(sequences.lengths.count))
                }
                #expect(sequences.ids.count <= limit || items == 1)
            }
            // No two parts that follow each other would have fitted into one.
            for (one, next) in zip(parts, parts.dropFirst()) {
                var first = Int(next.sequences.lengths[0])
                if case .choices(let counts, _) = next.labels {
                    first = Int(next.sequences.lengths.prefix(Int(counts[0])).reduce(0, +))
                }
                #expect(one.sequences.ids.count + first > limit)
            }
        }
    }

    @Test("stays whole where it is no longer than the limit")
    func uncut() {
        let held = SampleBatch(lengths: [3, 1, 2], .choices([1, 2], [0, 1]))
        #expect(held.batch.cut(tokens: 6).count == 1 && held.batch.cut(tokens: .max).count == 1)
        #expect(held.batch.cut(tokens: 5).map(\.sequences.ids.count) == [3, 3])
        #expect(held.batch.cut(tokens: 1).map(\.sequences.ids.count) == [3, 3])
    }
}

/// Labels as arrays, to be compared and joined.
private enum SampleLabels: Equatable {
    case pretraining([Int32]?, [Int32]?)
    case classes([Int32])
    case targets([Float])
    case tags([Int32])
    case spans([Int32], [Int32])
    case choices([Int32], [Int32])

    init(_ labels: TrainingLabels) {
        self =
            switch labels {
            case .pretraining(let pieces, let orders):
                .pretraining(pieces.map { Array($0) }, orders.map { Array($0) })
            case .classes(let labels): .classes(Array(labels))
            case .targets(let targets): .targets(Array(targets))
            case .tags(let tags): .tags(Array(tags))
            case .spans(let starts, let ends): .spans(Array(starts), Array(ends))
            case .choices(let counts, let right): .choices(Array(counts), Array(right))
            }
    }

    /// The labels of two parts that follow each other; nil where they are not of one kind.
    static func joined(_ one: SampleLabels?, _ other: SampleLabels) -> SampleLabels? {
        guard let one else { return other }
        return switch (one, other) {
        case (.pretraining(let a, let b), .pretraining(let c, let d)):
            .pretraining(a.flatMap { a in c.map { a + $0 } }, b.flatMap { b in d.map { b + $0 } })
        case (.classes(let a), .classes(let b)): .classes(a + b)
        case (.targets(let a), .targets(let b)): .targets(a + b)
        case (.tags(let a), .tags(let b)): .tags(a + b)
        case (.spans(let a, let b), .spans(let c, let d)): .spans(a + c, b + d)
        case (.choices(let a, let b), .choices(let c, let d)): .choices(a + c, b + d)
        default: nil
        }
    }
}

/// A batch with memory of its own; ids, types and mask count from 0 in steps that tell them apart.
private final class SampleBatch {
    private var blocks: [UnsafeMutableRawPointer] = []
    private(set) var batch = TrainingBatch(
        sequences: Batch(ids: .init(start: nil, count: 0), lengths: .init(start: nil, count: 0)),
        labels: .classes(.init(start: nil, count: 0)))

    init(lengths: [Int64], _ held: SampleLabels, hasTypes: Bool = false, hasMask: Bool = false) {
        let tokens = Int(lengths.reduce(0, +))
        let ids = (0..<Int32(tokens)).map { $0 % 12 }
        let labels: TrainingLabels =
            switch held {
            case .pretraining(let pieces, let orders):
                .pretraining(pieces: pieces.map { own($0) }, orders: orders.map { own($0) })
            case .classes(let labels): .classes(own(labels))
            case .targets(let targets): .targets(own(targets))
            case .tags(let tags): .tags(own(tags))
            case .spans(let starts, let ends): .spans(starts: own(starts), ends: own(ends))
            case .choices(let counts, let right): .choices(counts: own(counts), right: own(right))
            }
        batch = TrainingBatch(
            sequences: Batch(
                ids: own(ids), typeIDs: hasTypes ? own(ids.map { $0 * 3 }) : nil,
                attentionMask: hasMask ? own(ids.map { $0 * 5 }) : nil, lengths: own(lengths)),
            labels: labels)
    }

    deinit { for block in blocks { block.deallocate() } }

    private func own<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeBufferPointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(values.count, 1))
        copy.initialize(from: values, count: values.count)
        blocks.append(UnsafeMutableRawPointer(copy))
        return UnsafeBufferPointer(start: copy, count: values.count)
    }
}
