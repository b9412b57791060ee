// The fixtures of scripts/make_model_fixtures.py.
import Testing

@testable import AlbertCore

/// A model and what transformers computed with it in float64.
final class GoldenModel {
    let name: String
    let expected: TensorStore
    /// What `expected` reads from.
    private let bytes: Buffer<UInt8>

    init(_ name: String) throws {
        self.name = name
        bytes = try File(path: "\(GoldenModel.directory)/\(name)/expected.safetensors").readAll(limit: 1 << 30)
        expected = try TensorStore.open(bytes: UnsafeRawBufferPointer(bytes.elements), name: name)
    }

    static var directory: String { Repository.golden.appendingPathComponent("models").path }

    func open(_ options: ModelOptions = .init()) throws -> Model {
        try Model.open("\(GoldenModel.directory)/\(name)", options: options)
    }

    func open(_ precision: Precision) throws -> Model {
        var options = ModelOptions()
        options.precision = precision
        return try open(options)
    }

    func floats(_ tensor: String) throws -> [Float] {
        let entry = try #require(expected.entry(tensor))
        var values = [Float](repeating: 0, count: entry.shape.reduce(1, *))
        try values.withUnsafeMutableBytes { try expected.read(entry, elements: 0..<entry.shape.reduce(1, *), into: $0) }
        return values
    }

    func integers(_ tensor: String) throws -> [Int64] {
        let entry = try #require(expected.entry(tensor))
        var values = [Int64](repeating: 0, count: entry.shape.reduce(1, *))
        try values.withUnsafeMutableBytes { try expected.read(entry, elements: 0..<entry.shape.reduce(1, *), into: $0) }
        return values
    }
}

/// The largest absolute difference; infinite when the counts differ or a value is NaN.
func largestDifference(_ one: some Collection<Float>, _ other: some Collection<Float>) -> Float {
    guard one.count == other.count else { return .infinity }
    var largest: Float = 0
    for (a, b) in zip(one, other) {
        let difference = abs(a - b)
        if difference.isNaN { return .infinity }
        largest = max(largest, difference)
    }
    return largest
}
