// Weights in formats that this library does not read: the error names the file found and the tool that turns it into one
// that is read.

extension AlbertError {
    /// `found` in `directory`, which holds `holding`, has to be converted first.
    static func needsConversion(_ directory: Directory, found: String, holding: String) -> AlbertError {
        AlbertError(
            .unsupported, at: "\(directory.path)/\(found)",
            "\(holding), which is not read directly: convert it with 'python -m albert convert SRC DST'")
    }

    /// The error for a directory without safetensors, where it holds weights in another format.
    static func foreignWeights(in directory: Directory) -> AlbertError? {
        let foreign = [
            ("pytorch_model.bin", "PyTorch weights"), ("pytorch_model.bin.index.json", "PyTorch weights"),
            ("tf_model.h5", "TensorFlow weights"), ("flax_model.msgpack", "Flax weights"),
            ("saved_model.pb", "a TensorFlow model"), ("albert_config.json", "a TensorFlow checkpoint"),
        ]
        if let (name, holding) = foreign.first(where: { directory.contains($0.0) }) {
            return needsConversion(directory, found: name, holding: holding)
        }
        guard let name = directory.firstName(startingWith: "model.ckpt") else { return nil }
        return needsConversion(directory, found: name, holding: "a TensorFlow checkpoint")
    }
}
