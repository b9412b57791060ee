import Testing

@testable import AlbertCore

@Suite("weights in another format")
struct NeedsConversionTests {
    @Test(
        "are refused with the name of the file and of the converter",
        arguments: [
            "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack", "saved_model.pb",
            "albert_config.json", "model.ckpt-best.index",
        ])
    func named(_ name: String) throws {
        try Repository.withTemporaryDirectory { place in
            try Repository.write([0], to: place + "/" + name)
            let error = try #require(AlbertError.foreignWeights(in: try Directory(path: place)))
            #expect(error.code == .unsupported && error.place == place + "/" + name)
            #expect(error.detail.contains("python -m albert convert"))
        }
    }

    @Test("are not seen where there are none")
    func none() throws {
        try Repository.withTemporaryDirectory { place in
            let directory = try Directory(path: place)
            #expect(AlbertError.foreignWeights(in: directory) == nil)
        }
    }
}
