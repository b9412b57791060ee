// A training batch that owns its memory, because one borrows.

@testable import AlbertCore

final class OwnedTrainingBatch {
    private var blocks: [UnsafeMutableRawPointer] = []
    private(set) var batch: TrainingBatch

    init(_ recorded: GradientCase.Recorded) {
        batch = TrainingBatch(
            sequences: Batch(ids: .init(start: nil, count: 0), lengths: .init(start: nil, count: 0)),
            labels: .pretraining(pieces: nil, orders: nil))
        let labels: TrainingLabels
        if let classes = recorded.class_labels {
            labels = .classes(own(classes))
        } else if let targets = recorded.class_targets {
            labels = .targets(own(targets.flatMap { $0 }))
        } else if let tags = recorded.tag_labels {
            labels = .tags(own(tags))
        } else if let starts = recorded.span_starts, let ends = recorded.span_ends {
            labels = .spans(starts: own(starts), ends: own(ends))
        } else if let counts = recorded.choice_counts, let right = recorded.choice_labels {
            labels = .choices(counts: own(counts), right: own(right))
        } else {
            labels = .pretraining(pieces: recorded.mlm_labels.map(own), orders: recorded.sop_labels.map(own))
        }
        batch = TrainingBatch(
            sequences: Batch(
                ids: own(recorded.ids), typeIDs: recorded.type_ids.map(own),
                attentionMask: recorded.attention_mask.map(own), lengths: own(recorded.lengths)),
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
