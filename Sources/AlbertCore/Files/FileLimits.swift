// What the files of a model may ask for. Each number is documented (docs/limits.md) and tested at the limit and one over.
// They stand far above every published model; a file that exceeds them is refused before memory is taken for it.

enum FileLimits {
    /// The JSON header of a safetensors file: the reference implementation's own limit.
    static let headerByteCount = 100_000_000
    static let tensorCount = 65_536
    static let rank = 8
    static let tensorNameByteCount = 65_535
    /// 65,536 tensors take about 20 values each: name, three keys, type, shape, offsets.
    static let headerValueCount = 2_000_000

    static let indexByteCount = 16 << 20
    static let indexValueCount = 3 * tensorCount
    static let shardCount = 4_096
    /// Linux's NAME_MAX.
    static let fileNameByteCount = 255

    static let configurationByteCount = 1_000_000
    static let configurationValueCount = 262_144
    static let vocabularySize = 4_194_304
    static let width = 65_536
    static let intermediateSize = 1_048_576
    static let positionCount = 1_048_576
    static let typeCount = 65_536
    /// Bounds the time of one forward pass: applications of a layer, inner layers included.
    static let layerCount = 1_024
    static let labelCount = 65_536
}
