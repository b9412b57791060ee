// Tests/Golden/heads/cases.json: what every task answers, in float64 by transformers or by an independent script.
import Foundation

@testable import AlbertCore

struct HeadCase: Decodable, Sendable {
    /// What a task is given; each task reads its own members.
    struct Arguments: Decodable, Sendable {
        let texts, others, labels, choices, questions, contexts, firsts, seconds, sentences: [String]?
        let pairs: [String?]?
        let prompt, query: String?
        let ids, type_ids, attention_mask: [[Int32]]?
        let positions: [Int64]?
    }

    struct Row: Decodable, Sendable {
        var item: Int
        var score: Double
        var logit: Double?
        var label, entity, word, answer: String?
        var label_id, index, start, end, start_codepoints, end_codepoints, start_units, end_units: Int?
    }

    /// One number for each item, or a row of numbers.
    enum Numbers: Decodable, Sendable {
        case flat([Double])
        case rows([[Double]])

        init(from decoder: any Decoder) throws {
            if let rows = try? [[Double]](from: decoder) {
                self = .rows(rows)
            } else {
                self = .flat(try [Double](from: decoder))
            }
        }

        var all: [Double] {
            switch self {
            case .flat(let numbers): numbers
            case .rows(let rows): rows.flatMap { $0 }
            }
        }
    }

    enum Expected: Decodable, Sendable {
        case rows([Row])
        case numbers(Numbers)
        case columns([String: Numbers])

        init(from decoder: any Decoder) throws {
            if let rows = try? [Row](from: decoder) {
                self = .rows(rows)
            } else if let numbers = try? Numbers(from: decoder) {
                self = .numbers(numbers)
            } else {
                self = .columns(try [String: Numbers](from: decoder))
            }
        }
    }

    /// Numbers and truth values are what they are in the table, everything else is text.
    struct Setting: Decodable, Sendable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                text = String(flag)
            } else if let number = try? container.decode(Int.self) {
                text = String(number)
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    let task, model, why: String
    let arguments: Arguments
    let options: [String: Setting]
    let expected: Expected?
    /// The name of a status.
    let error: String?

    static let all = Result {
        let data = try Data(contentsOf: Repository.golden.appendingPathComponent("heads/cases.json"))
        return try JSONDecoder().decode([HeadCase].self, from: data)
    }

    static func of(_ task: String) throws -> [HeadCase] { try all.get().filter { $0.task == task } }

    /// The options as the C interface reads them.
    func snapshot() throws -> OptionSnapshot {
        let bag = try OptionBag()
        for (name, value) in options {
            let key = try withUTF8(name) { (bytes) throws(AlbertError) in try OptionKey(named: bytes) }
            bag.set(key, try withUTF8(value.text) { (bytes) throws(AlbertError) in try key.value(text: bytes) })
        }
        return bag.snapshot()
    }
}

/// The models of Tests/Golden/heads.
enum HeadModel {
    static func path(_ name: String) -> String {
        Repository.golden.appendingPathComponent("heads/models/\(name)").path
    }

    static func open(_ name: String, _ options: ModelOptions = .init()) throws -> Model {
        try Model.open(path(name), options: options)
    }
}
