// Training step by step: losses, gradients, clipping, an optimizer's update. Nothing changes unless all of a step is sound.

/// What a trainer is made for; fixed for its life.
public struct TrainerSettings: Equatable, Sendable {
    public var optimizer = OptimizerSettings()
    public var schedule = LearningRateSchedule()
    /// The global norm to which gradients are scaled down; nil: never.
    public var clipNorm: Float? = 1
    var dropout = DropoutSettings()
    /// float32 or bfloat16 products; weights, gradients and moments are float32 in any case.
    public var precision = Precision.float32
    public var seed: UInt64 = 0
    /// Trains the heads alone.
    public var freezesEncoder = false
    /// Keeps less of the way forwards, and no packed weights, and computes them again: a third slower, half the memory.
    public var recomputes = false
    /// Tokens that are computed at once; a larger batch is cut between sequences. No result depends on it but for rounding.
    public var tokensAtOnce = 4096
    public var threads: Int?

    public init() {}
}

/// What one step did.
struct StepReport: Equatable, Sendable {
    /// Steps done, this one included.
    var step: Int
    var losses: LossReport
    var learningRate: Float
    /// Of all gradients, before clipping.
    var gradientNorm: Double
    var tokens: Int
}

/// Where a process's batches stand among those of all processes that make a step together.
struct StepPlace: Equatable, Sendable {
    /// Of all processes.
    var counts: LabelCounts
    /// Tokens and sequences of the processes before this one.
    var firstToken = 0
    var firstSequence = 0
}

/// One training. Not for several threads at once.
final class Trainer {
    let model: TrainedModel
    let settings: TrainerSettings
    let kernels: Kernels
    /// What is saved with the model: that of the model which training began with; nil for random weights.
    let tokenizerFiles: TokenizerFiles?
    /// What ids mean; nil where nobody said it.
    let tokenizer: Tokenizer?
    /// Of the weights that training began with.
    let origin: UInt32
    private let products: ProductKernels
    let state: OptimizerState
    private var scratch: TrainingScratch?
    private var record: EncoderRecord?
    /// nil where less is to be kept, and until the first step or evaluation.
    private var packed: PackedWeights?
    /// What `compute` found and `update` has not applied yet.
    var computed: (losses: LossReport, tokens: Int)?

    init(
        _ model: TrainedModel, _ settings: TrainerSettings, tokenizer: Tokenizer? = nil, files: TokenizerFiles? = nil
    ) throws(AlbertError) {
        try settings.validate()
        self.tokenizer = tokenizer
        tokenizerFiles = files
        self.model = model
        self.settings = settings
        kernels = try Kernels.chosen()
        products = kernels.products(settings.precision)
        state = try OptimizerState(count: model.table.count)
        origin = Checksum.of([UnsafeBufferPointer(model.table.values)])
    }

    var threads: Int { settings.threads ?? defaultThreadCount }

    /// Steps done.
    var step: Int { state.step }

    /// One update of the weights from the mean loss over `batches` together. On any error weights, moments and the number of
    /// steps are what they were.
    func step(_ batches: [TrainingBatch], watch: Watch = .none) throws(AlbertError) -> StepReport {
        try compute(batches, watch: watch)
        return try update()
    }

    /// The first half of a step: losses, and in the model's table the gradients of their sum, for `update` to apply. Between the
    /// two somebody may add up the gradients of several processes; `place` then says what all of them compute together.
    @discardableResult
    func compute(
        _ batches: [TrainingBatch], place: StepPlace? = nil, watch: Watch = .none
    ) throws(AlbertError) -> LossReport {
        computed = nil
        let parts = try cut(batches)
        let counts = place?.counts ?? labelCounts(parts)
        try pack(backward: !settings.freezesEncoder)
        model.table.clearGradients()
        var dropout =
            settings.dropout.isActive
            ? Dropout(
                settings: settings.dropout, seed: settings.seed, step: UInt64(state.step),
                firstToken: place?.firstToken ?? 0, firstSequence: place?.firstSequence ?? 0) : nil
        var losses = LossReport()
        var tokens = 0
        for (index, part) in parts.enumerated() {
            watch.report(index, of: parts.count)
            let pass = try pass(part, dropout, watch)
            guard let record else { continue }
            losses += try model.learn(
                pass, record, part.labels, counts: counts, freezesEncoder: settings.freezesEncoder)
            dropout?.firstToken += part.sequences.ids.count
            dropout?.firstSequence += part.sequences.lengths.count
            tokens += part.sequences.ids.count
        }
        guard losses.loss.isFinite else {
            throw AlbertError(.numeric, at: "step \(state.step + 1)", "the loss is \(losses.loss)")
        }
        try watch.check()
        watch.report(parts.count, of: parts.count)
        computed = (losses, tokens)
        return losses
    }

    /// The second half of a step. Throws where there was no first half, or a gradient is not finite.
    func update() throws(AlbertError) -> StepReport {
        guard let (losses, tokens) = computed else {
            throw AlbertError(.argument, at: "trainer", "no gradients were computed since the last update")
        }
        computed = nil
        let rate = settings.schedule.rate(step: state.step)
        let norm = try update(rate: rate)
        return StepReport(
            step: state.step, losses: losses, learningRate: Float(rate), gradientNorm: norm, tokens: tokens)
    }

    /// How many labels batches have together.
    func labelCounts(_ batches: [TrainingBatch]) -> LabelCounts {
        batches.reduce(into: LabelCounts()) { $0 += model.labelCounts($1) }
    }

    /// The losses of batches, without dropout; changes nothing.
    func evaluate(_ batches: [TrainingBatch], watch: Watch = .none) throws(AlbertError) -> LossReport {
        let parts = try cut(batches)
        try pack(backward: false)
        var losses = LossReport()
        for (index, part) in parts.enumerated() {
            watch.report(index, of: parts.count)
            let pass = try pass(part, nil, watch)
            guard let record else { continue }
            losses += try model.evaluate(pass, record, part.labels)
        }
        watch.report(parts.count, of: parts.count)
        return losses
    }

    private func update(rate: Double) throws(AlbertError) -> Double {
        let trained = settings.freezesEncoder ? model.encoderParameterCount... : 0...
        let parameters = model.table.parameters[trained]
        let update = OptimizerUpdate(
            kernels: kernels, table: model.table, settings: settings.optimizer, threads: threads)
        let norm = try update.gradientNorm(parameters, step: state.step + 1)
        let factor = settings.clipNorm.map { norm > Double($0) ? Double($0) / norm : 1 } ?? 1
        update.apply(parameters, state, rate: rate, gradientFactor: Float(factor))
        state.step += 1
        return norm
    }

    // --- micro-batches ----------------------------------------------------------------------------------------------

    /// Validates all batches, then cuts those with more than `tokensAtOnce` tokens between sequences.
    private func cut(_ batches: [TrainingBatch]) throws(AlbertError) -> [TrainingBatch] {
        guard !batches.isEmpty else { throw AlbertError(.argument, at: "batches", "there is no batch") }
        var parts: [TrainingBatch] = []
        for batch in batches {
            try model.validate(batch)
            parts += batch.cut(tokens: settings.tokensAtOnce)
        }
        return parts
    }

    /// Packs the weights, which may be others than in the last step.
    private func pack(backward: Bool) throws(AlbertError) {
        guard !settings.recomputes else { return }
        if packed == nil { packed = try PackedWeights(model.encoder.sharedLinears, products: products) }
        packed?.renew(backward: backward, threads: threads)
    }

    /// Grows scratch and records to what the batch needs.
    private func pass(
        _ batch: TrainingBatch, _ dropout: Dropout?, _ watch: Watch
    ) throws(AlbertError) -> TrainingPass {
        let threads = threads  // read once: the process's default may change meanwhile
        let old = scratch?.shape
        let wanted = TrainingShape(
            tokens: max(batch.sequences.ids.count, old?.tokens ?? 0),
            length: max(batch.longest, old?.length ?? 0), threads: threads, configuration: model.configuration,
            outputs: model.outputCount)
        if old != wanted {
            // The old ones go first: two of a kind would double the peak.
            scratch = nil
            if old?.tokens != wanted.tokens { record = nil }
            let room = try TrainingScratch(wanted, kernels: kernels, products: products)
            if record == nil { record = try EncoderRecord(wanted, recomputes: settings.recomputes) }
            scratch = room
        }
        guard let scratch else { throw AlbertError(.internal, at: "", "training without scratch") }
        return TrainingPass(
            kernels: kernels, products: products, batch: batch.sequences, starts: batch.starts, scratch: scratch,
            packed: packed, rowsRead: batch.rowsRead, dropout: dropout, threads: threads, watch: watch)
    }
}

extension TrainerSettings {
    func validate() throws(AlbertError) {
        try optimizer.validate()
        try schedule.validate()
        try dropout.validate()
        if let clipNorm, !(clipNorm > 0 && clipNorm.isFinite) {
            throw AlbertError(.argument, at: "clip_norm", "\(clipNorm) is not a number above 0")
        }
        guard precision != .int8 else { throw AlbertError(.unsupported, at: "dtype", "training takes f32 or bf16") }
        guard tokensAtOnce > 0 else {
            throw AlbertError(.argument, at: "tokens_at_once", "\(tokensAtOnce) is not above 0")
        }
    }
}

extension DropoutSettings {
    var isActive: Bool { DropoutSite.allCases.contains { probability($0) > 0 } }

    func validate() throws(AlbertError) {
        for (name, value) in [("hidden", hidden), ("attention", attention), ("head", head)] {
            guard value >= 0, value < 1 else {
                throw AlbertError(.argument, at: name + "_dropout", "\(value) is not from 0 to below 1")
            }
        }
    }
}
