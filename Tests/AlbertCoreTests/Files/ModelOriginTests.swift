import Foundation
import Testing

@testable import AlbertCore

@Suite("a model's origin")
struct ModelOriginTests {
    private static func model() throws -> (TemporaryDirectory, ModelOrigin) {
        let place = try TemporaryDirectory()
        try place.write("config.json", TinyModel().configuration)
        try place.write("model.safetensors", TinyModel().weights)
        try place.write("modules.json", "[]")
        for folder in ["1_Pooling", "2_Dense", "Pooling"] {
            try FileManager.default.createDirectory(
                atPath: place.path + "/" + folder, withIntermediateDirectories: false)
            try place.write(folder + "/config.json", "{}")
        }
        let directory = try place.open()
        let origin = ModelOrigin(directory, poolingFolders: ["1_Pooling"])
        return (place, origin.with(weights: try TensorStore.open(in: directory)))
    }

    @Test("knows the files beside the weights that are there")
    func companions() throws {
        let (place, origin) = try Self.model()
        #expect(origin.companions == ["config.json", "modules.json", "1_Pooling/config.json"])
        #expect(origin.poolingFolders == ["1_Pooling"] && origin.path == realPath(place.path))
        #expect(try origin.reopenWeights().entries.count == TinyModel().shapes.count)
        try origin.checkCompanions()
    }

    @Test("a file that was written to, removed or added is an IO error that names it")
    func changed() throws {
        let changes: [(String, (TemporaryDirectory, String) throws -> Void)] = [
            ("config.json", { try $0.write($1, "{}") }),
            ("model.safetensors", { try $0.write($1, TinyModel().weights) }),
            ("modules.json", { try FileManager.default.removeItem(atPath: $0.path + "/" + $1) }),
            ("spiece.model", { try $0.write($1, "") }), ("1_Pooling/config.json", { try $0.write($1, "{ }") }),
        ]
        for (name, change) in changes {
            let (place, origin) = try Self.model()
            try change(place, name)
            let error = #expect(throws: AlbertError.self) { _ = try origin.reopenWeights() }
            #expect(error?.code == .io && error?.place == origin.path + "/" + name)
            #expect(error?.detail.contains("changed since") == true)
        }
    }

    @Test("a directory that is gone is an IO error")
    func gone() throws {
        let (place, origin) = try Self.model()
        place.remove()
        let error = #expect(throws: AlbertError.self) { _ = try origin.reopenWeights() }
        #expect(error?.code == .io && error?.systemError == ENOENT)
    }
}
