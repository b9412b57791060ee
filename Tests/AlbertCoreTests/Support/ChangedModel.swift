// A model of Tests/Golden/heads with some of its files changed.
import Foundation

@testable import AlbertCore

enum ChangedModel {
    /// A copy of the model's directory.
    static func copy(_ name: String) throws -> TemporaryDirectory {
        let place = try TemporaryDirectory()
        let source = HeadModel.path(name)
        for file in try FileManager.default.contentsOfDirectory(atPath: source) {
            try FileManager.default.copyItem(atPath: source + "/" + file, toPath: place.path + "/" + file)
        }
        return place
    }

    /// The model with `change` made to the values of its tensors, which are all float32.
    static func open(_ name: String, _ change: (String, inout [Float]) -> Void) throws -> Model {
        let place = try copy(name)
        let bytes = try Repository.bytes(place.path + "/model.safetensors")
        var builder = SafeTensorsBuilder()
        try bytes.withUnsafeBytes { whole in
            let store = try TensorStore.open(bytes: whole, name: name)
            for entry in store.entries {
                var values = [Float](repeating: 0, count: entry.elementCount)
                try values.withUnsafeMutableBytes { try store.read(entry, elements: 0..<entry.elementCount, into: $0) }
                change(entry.name, &values)
                builder.add(entry.name, entry.shape, values)
            }
        }
        try place.write("model.safetensors", builder.file)
        return try Model.open(place.path)
    }
}
