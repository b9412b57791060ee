// Tests/Golden/tasks/bundled.json: what transformers answers with the bundled model, in float64.
import Foundation

struct TaskFixture: Decodable {
    struct Answer: Decodable {
        let token_id: Int
        let score: Double
        let token: String
        let sequence: String
    }
    struct Fill: Decodable {
        let text: String
        let answers: [[Answer]]
    }
    struct Vectors: Decodable {
        let text: String
        let mean: [Float]
        let cls: [Float]
        let max: [Float]
        let pooler: [Float]
    }
    struct Order: Decodable {
        let first: String
        let second: String
        let probability: Double
    }

    let fill_mask: [Fill]
    let encode: [Vectors]
    let sentence_order: [Order]

    static func read() throws -> TaskFixture {
        let data = try Data(contentsOf: Repository.golden.appendingPathComponent("tasks/bundled.json"))
        return try JSONDecoder().decode(TaskFixture.self, from: data)
    }
}
