// A batch that owns its numbers.
@testable import AlbertCore

struct OwnedBatch {
    var ids: [Int32]
    var typeIDs: [Int32]?
    var mask: [Int32]?
    var lengths: [Int64]

    init(_ sequences: [[Int32]], types: [[Int32]]? = nil, mask: [[Int32]]? = nil) {
        ids = sequences.flatMap { $0 }
        typeIDs = types?.flatMap { $0 }
        self.mask = mask?.flatMap { $0 }
        lengths = sequences.map { Int64($0.count) }
    }

    mutating func append(_ other: OwnedBatch) {
        ids += other.ids
        typeIDs = typeIDs.map { $0 + (other.typeIDs ?? []) }
        mask = mask.map { $0 + (other.mask ?? []) }
        lengths += other.lengths
    }

    func forward(
        _ model: Model, _ outputs: ForwardOutputs, positions: [Int64]? = nil, threads: Int? = nil, watch: Watch = .none
    ) throws -> ForwardOutput {
        try lend { batch in
            try lend(positions) { positions in
                try model.forward(
                    batch, ForwardRequest(outputs, positions: positions), threads: threads, watch: watch)
            }
        }
    }

    func lend<Answer>(_ body: (Batch) throws -> Answer) throws -> Answer {
        try ids.withUnsafeBufferPointer { ids in
            try lengths.withUnsafeBufferPointer { lengths in
                try lend(typeIDs) { types in
                    try lend(mask) { mask in
                        try body(Batch(ids: ids, typeIDs: types, attentionMask: mask, lengths: lengths))
                    }
                }
            }
        }
    }

    private func lend<Element, Answer>(
        _ values: [Element]?, _ body: (UnsafeBufferPointer<Element>?) throws -> Answer
    ) throws -> Answer {
        guard let values else { return try body(nil) }
        return try values.withUnsafeBufferPointer { try body($0) }
    }
}
