// What albert_pretraining_data_write tells: one row of counts, as text, because there may be more than an int32 can say.

extension ResultTable {
    convenience init(_ counts: PretrainingCounts) throws(AlbertError) {
        let values: [(StaticString, Int)] = [
            ("documents", counts.documents), ("sentences", counts.sentences), ("shards", counts.shards),
            ("examples", counts.examples.examples), ("tokens", counts.examples.tokens),
            ("masked", counts.examples.masked), ("swapped", counts.examples.swapped),
            ("unrelated", counts.examples.unrelated),
        ]
        let owner = Texts(try TextList())
        for (_, value) in values {
            try withUTF8(String(value)) { (digits) throws(AlbertError) in try owner.list.append(digits) }
        }
        self.init(
            rowCount: 1, owners: [owner],
            values.enumerated().map { place, value in
                ResultColumn(name: value.0, shape: [1], values: .texts(count: 1) { _ in owner.list[place] })
            })
    }

    private final class Texts {
        var list: TextList
        init(_ list: consuming TextList) { self.list = list }
    }
}
