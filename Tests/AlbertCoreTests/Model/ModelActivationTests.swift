import Testing

@testable import AlbertCore

@Suite("an activation's name")
struct ModelActivationTests {
    @Test("stands for a function of its own")
    func distinct() {
        #expect(Set(ActivationName.allCases.map { Activation($0).rawValue }).count == ActivationName.allCases.count)
    }
}
