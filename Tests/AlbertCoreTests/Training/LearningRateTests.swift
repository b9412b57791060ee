import Foundation
import Testing

@testable import AlbertCore

@Suite("the learning rate")
struct LearningRateTests {
    private struct Recorded: Decodable {
        let schedule: String
        let learning_rate: Double
        let steps: Int
        let warmup_steps: Int
        let power: Double
        let rates: [Double]
    }

    @Test("follows both published shapes at every step, and beyond the last")
    func published() throws {
        let path = Repository.golden.appendingPathComponent("optimizers/schedules.json")
        let rows = try JSONDecoder().decode([Recorded].self, from: Data(contentsOf: path))
        #expect(Set(rows.map(\.schedule)).count == 2)
        for row in rows {
            var schedule = LearningRateSchedule()
            schedule.shape = try #require(.init(rawValue: row.schedule))
            schedule.learningRate = row.learning_rate
            schedule.steps = row.steps
            schedule.warmupSteps = row.warmup_steps
            schedule.power = row.power
            for (step, rate) in row.rates.enumerated() {
                #expect(abs(schedule.rate(step: step) - rate) <= 1e-12 * row.learning_rate, "step \(step) of \(row)")
            }
        }
    }

    @Test("stays after warm-up where it is constant")
    func constant() {
        var schedule = LearningRateSchedule()
        schedule.shape = .constant
        schedule.learningRate = 2
        schedule.steps = 4
        schedule.warmupSteps = 2
        #expect((0..<6).map { schedule.rate(step: $0) } == [0, 1, 2, 2, 2, 2])
    }

    @Test("is refused where it is no rate, and so are steps that cannot be")
    func refused() {
        func place(_ change: (inout LearningRateSchedule) -> Void) -> String? {
            var schedule = LearningRateSchedule()
            change(&schedule)
            do throws(AlbertError) { try schedule.validate() } catch { return error.place }
            return nil
        }
        for rate in [0, -1, 1e30, .nan, .infinity] { #expect(place { $0.learningRate = rate } == "learning_rate") }
        #expect(place { $0.steps = 0 } == "steps")
        #expect(place { $0.warmupSteps = 2 } == "warmup_steps")
        #expect(place { $0.warmupSteps = -1 } == "warmup_steps")
        for power in [0, -1, .nan, .infinity] { #expect(place { $0.power = power } == "power") }
        #expect(place { $0.warmupSteps = 1 } == nil)
    }
}
