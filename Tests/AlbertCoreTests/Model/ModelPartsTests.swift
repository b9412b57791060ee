import Testing

@testable import AlbertCore

@Suite("the parts of a model")
struct ModelPartsTests {
    @Test("counts or refuses weights that are not finite, as asked")
    func notFinite() throws {
        var model = TinyModel()
        model.change = { name, shape, values in
            var values = values
            if name == "albert.pooler.weight" { (values[3], values[5]) = (.nan, .infinity) }
            return (name, shape, values)
        }
        var options = ModelOptions()
        #expect(try model.open(options).info.nonFiniteCount == nil)
        options.weightsCheck = .report
        #expect(try model.open(options).info.nonFiniteCount == 2)
        options.weightsCheck = .refuse
        let error = #expect(throws: AlbertError.self) { _ = try model.open(options) }
        #expect(error?.code == .numeric)
    }
}
