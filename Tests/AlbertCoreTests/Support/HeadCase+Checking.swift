// Runs the cases of a task and holds the answers against the table.
import Testing

@testable import AlbertCore

extension HeadCase {
    /// float32 against float64, as Tests/Golden/heads/README.md says.
    static let tolerance = 2e-5

    /// Every case of `task` whose answers are rows; `run` gives an answer's rows, with offsets in `start` and `end`.
    static func checkRows(
        _ task: String, _ run: (Model, HeadCase, OptionSnapshot) throws -> [Row]
    ) throws {
        try check(task) { model, one, options in
            let rows = try run(model, one, options)
            guard case .rows(let expected) = one.expected else { return [] }
            let texts = rows.map { $0.reading }
            let expectedTexts = expected.map { $0.inUnit(one.options["offsets"]?.text).reading }
            #expect(texts == expectedTexts, "\(one)")
            return zip(rows, expected).flatMap { row, wanted in
                [(row.score, wanted.score), (row.logit ?? 0, wanted.logit ?? 0)]
            }
        }
    }

    /// Every case of `task` whose answers are numbers.
    static func checkNumbers(
        _ task: String, _ run: (Model, HeadCase, OptionSnapshot) throws -> [Float]
    ) throws {
        try check(task) { model, one, options in
            let numbers = try run(model, one, options)
            guard case .numbers(let expected) = one.expected else { return [] }
            #expect(numbers.count == expected.all.count, "\(one)")
            return zip(numbers, expected.all).map { (Double($0), $1) }
        }
    }

    /// `run` gives the numbers found and those expected.
    static func check(
        _ task: String, _ run: (Model, HeadCase, OptionSnapshot) throws -> [(Double, Double)]
    ) throws {
        let cases = try of(task)
        #expect(!cases.isEmpty)
        for (name, cases) in Dictionary(grouping: cases, by: \.model) {
            let model = try HeadModel.open(name)
            for one in cases {
                let options = try one.snapshot()
                if let status = one.error {
                    let error = #expect(throws: AlbertError.self, "\(one)") { _ = try run(model, one, options) }
                    let code = error.map { "ALBERT_E_\($0.code)".uppercased() }
                    #expect(code == status, "\(one)")
                } else {
                    for (found, expected) in try run(model, one, options) {
                        #expect(abs(found - expected) <= tolerance, "\(one)")
                    }
                }
            }
        }
    }
}

extension HeadCase: CustomStringConvertible {
    var description: String { "\(task), \(model): \(why)" }
}

extension HeadCase.Row {
    /// All but the numbers that are near rather than equal.
    fileprivate var reading: String {
        let numbers = [item, label_id, start, end, index].map { $0.map(String.init) ?? "" }
        return (numbers + [label, entity, word, answer].map { $0 ?? "" }).joined(separator: "|")
    }

    /// With the offsets that the case asks for.
    fileprivate func inUnit(_ unit: String?) -> Self {
        var copy = self
        switch unit {
        case "codepoints": (copy.start, copy.end) = (start_codepoints, end_codepoints)
        case "utf16": (copy.start, copy.end) = (start_units, end_units)
        default: break
        }
        return copy
    }
}
