// What files call the masked-language-model decoder's tensors.

enum DecoderTensorNames {
    static let weight = "predictions.decoder.weight"
    /// Tied, it is the decoder's own bias too.
    static let bias = "predictions.bias"
    static let ownBias = "predictions.decoder.bias"
}
