// The columns of the tasks over many texts, as albert.h promises them.

extension ResultTable {
    /// Labels of texts.
    convenience init(_ answers: LabelScores) {
        let ids = answers.labelIDs.elements
        self.init(
            answers, rows: answers.count,
            [
                ("item", .ints(answers.items.elements)),
                ("label", .texts(count: ids.count) { answers.names[Int(ids[$0])] }),
                ("label_id", .ints(ids)),
                ("score", .floats(answers.scores.elements)),
            ])
    }

    /// Items in order; with `logits`, what their scores were made of.
    convenience init(_ answers: ItemScores, logits: Bool = false) {
        var columns: [(StaticString, ResultColumn.Values)] = [
            ("item", .ints(answers.items.elements)), ("score", .floats(answers.scores.elements)),
        ]
        if logits { columns.append(("logit", .floats(answers.logits.elements))) }
        self.init(answers, rows: answers.count, columns)
    }

    /// Entities of texts.
    convenience init(_ answers: TagAnswers) {
        let rows = answers.count
        self.init(
            answers, rows: rows,
            [
                ("item", .ints(answers.items.elements)),
                ("entity", .texts(count: rows) { answers.names[$0] }),
                ("score", .floats(answers.scores.elements)),
                ("start", .ints(answers.starts.elements)),
                ("end", .ints(answers.ends.elements)),
                ("word", .texts(count: rows) { answers.words[$0] }),
                ("index", .ints(answers.places.elements)),
            ])
    }

    /// Answers to questions.
    convenience init(_ answers: AnswerList) {
        let rows = answers.count
        self.init(
            answers, rows: rows,
            [
                ("item", .ints(answers.items.elements)),
                ("answer", .texts(count: rows) { answers.texts[$0] }),
                ("score", .floats(answers.scores.elements)),
                ("start", .ints(answers.starts.elements)),
                ("end", .ints(answers.ends.elements)),
            ])
    }

    /// Columns of one value per row, all of `owner`'s.
    private convenience init(
        _ owner: AnyObject, rows: Int, _ columns: [(name: StaticString, values: ResultColumn.Values)]
    ) {
        self.init(
            rowCount: rows, owners: [owner],
            columns.map { ResultColumn(name: $0.name, shape: [rows], values: $0.values) })
    }
}
