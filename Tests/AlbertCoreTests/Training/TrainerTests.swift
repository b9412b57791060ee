import Testing

@testable import AlbertCore

@Suite("a trainer")
struct TrainerTests {
    /// Everything that a step can change.
    private func bits(_ trainer: Trainer) -> [UInt32] {
        let values = trainer.model.table.values.map(\.bitPattern)
        let m = trainer.state.m.elements.map(\.bitPattern)
        return values + m + trainer.state.v.elements.map(\.bitPattern)
    }

    @Test(
        "follows twenty recorded steps of each optimizer on a model to 1e-5",
        arguments: ["adamw", "adamw-torch", "lamb"])
    func trajectory(_ optimizer: String) throws {
        let recorded = try OptimizerModelRuns.open()
        let run = try #require(recorded.runs.first { $0.optimizer == optimizer })
        let golden = try GradientCase(recorded.case)
        let trainer = try golden.trainer { $0 = run.settings }
        let owned = golden.batch
        let losses = try #require(run.losses)
        for step in 0..<run.steps {
            let report = try trainer.step([owned.batch])
            #expect(report.step == step + 1)
            #expect(abs(report.losses.loss - losses[step]) < 1e-5 * losses[step])
            #expect(abs(report.gradientNorm - run.norms[step]) < 1e-5 * run.norms[step])
            #expect(abs(Double(report.learningRate) - run.rates[step]) <= 1e-9)
        }
        #expect(abs(try trainer.evaluate([owned.batch]).loss - losses[run.steps]) < 1e-5 * losses[run.steps])
        let weights = try readTensors(
            OptimizerCase.directory.appendingPathComponent("model-\(optimizer).safetensors").path)
        // Its gradient is 0 but for rounding, which Adam divides by the root of its square.
        for parameter in trainer.model.table.parameters where !parameter.name.hasSuffix("attention.key.bias") {
            let expected = try #require(weights[parameter.name])
            let difference = largestDifference(Array(trainer.model.table.values[parameter.range]), expected)
            #expect(difference <= 1e-5, "\(parameter.name): \(difference)")
        }
    }

    /// Steps of one case under other settings than they should depend on.
    private func bitsAfterSteps(
        _ name: String, steps: Int = 3, _ change: (inout TrainerSettings) -> Void
    ) throws -> [UInt32] {
        let golden = try GradientCase(name)
        let trainer = try golden.trainer {
            $0.schedule.steps = 10
            $0.schedule.learningRate = 0.01
            $0.dropout = DropoutSettings(hidden: 0.1, attention: 0.2, head: 0.3, sites: .original)
            change(&$0)
        }
        let owned = golden.batch
        for _ in 0..<steps { _ = try trainer.step([owned.batch]) }
        return bits(trainer)
    }

    @Test(
        "has the same bits for any number of threads, and with recomputation",
        arguments: ["long", "pretraining", "answering", "groups-inner-groups", "one-layer"],
        [Precision.float32, .bfloat16])
    func sameBits(_ name: String, _ precision: Precision) throws {
        let one = try bitsAfterSteps(name) { $0.precision = precision }
        for threads in [2, 3, 5] {
            #expect(
                try bitsAfterSteps(name) {
                    $0.precision = precision
                    $0.threads = threads
                } == one)
        }
        #expect(
            try bitsAfterSteps(name) {
                $0.precision = precision
                $0.recomputes = true
                $0.threads = 2
            } == one)
        #expect(
            try bitsAfterSteps(name) {
                $0.precision = precision
                $0.seed = 43
            } != one)
    }

    @Test(
        "gets the same gradients from a batch cut into parts, to rounding, dropout included",
        arguments: GradientCase.names)
    func cut(_ name: String) throws {
        let golden = try GradientCase(name)
        let owned = golden.batch
        func gradients(_ tokens: Int) throws -> [Float] {
            let trainer = try golden.trainer {
                $0.tokensAtOnce = tokens
                $0.dropout = DropoutSettings(hidden: 0.1, attention: 0.1, head: 0.1)
            }
            try trainer.compute([owned.batch])
            return Array(trainer.model.table.gradients)
        }
        let whole = try gradients(4096)
        let largest = whole.reduce(0) { max($0, abs($1)) }
        #expect(largestDifference(try gradients(1), whole) <= 3e-6 * largest)
        #expect(largestDifference(try gradients(20), whole) <= 3e-6 * largest)
    }

    @Test("takes several batches as one")
    func accumulates() throws {
        let golden = try GradientCase("classification")
        let owned = golden.batch
        let one = try golden.trainer()
        let two = try golden.trainer()
        let first = try one.compute([owned.batch])
        let second = try two.compute([owned.batch, owned.batch])
        #expect(abs(first.loss - second.loss) < 1e-9)
        #expect(second.task.count == 2 * first.task.count)
        #expect(
            largestDifference(Array(one.model.table.gradients), Array(two.model.table.gradients))
                < 1e-6 * one.model.table.gradients.reduce(0) { max($0, abs($1)) })
    }

    @Test("makes the step of one process out of the parts of several, dropout included", arguments: GradientCase.names)
    func parts(_ name: String) throws {
        let golden = try GradientCase(name)
        let owned = golden.batch
        let parts = owned.batch.cut(tokens: (owned.batch.sequences.ids.count + 1) / 2)
        func trainer() throws -> Trainer {
            try golden.trainer { $0.dropout = DropoutSettings(hidden: 0.1, attention: 0.1, head: 0.1) }
        }
        let whole = try trainer()
        let losses = try whole.compute([owned.batch])
        let counts = whole.labelCounts([owned.batch])
        var place = StepPlace(counts: counts)
        var sum = LossReport()
        var gradients = [Float](repeating: 0, count: whole.model.table.count)
        for part in parts {
            let trainer = try trainer()
            sum += try trainer.compute([part], place: place)
            for (index, value) in trainer.model.table.gradients.enumerated() { gradients[index] += value }
            place.firstToken += part.sequences.ids.count
            place.firstSequence += part.sequences.lengths.count
        }
        #expect(abs(sum.loss - losses.loss) < 1e-6)
        let largest = whole.model.table.gradients.reduce(0) { max($0, abs($1)) }
        #expect(parts.count >= 2)
        #expect(largestDifference(gradients, Array(whole.model.table.gradients)) <= 3e-6 * largest)
    }

    @Test(
        "adds up the gradients of labels that it learns one after the other, dropout included",
        arguments: [DropoutSettings.Sites.huggingFace, .original])
    func labels(_ sites: DropoutSettings.Sites) throws {
        let golden = try GradientCase("tagging")
        let owned = golden.batch
        guard case .tags(let tags) = owned.batch.labels else {
            Issue.record("the case has other labels")
            return
        }
        func gradients(_ isKept: (Int) -> Bool) throws -> (loss: Double, values: [Float], count: Int) {
            let trainer = try golden.trainer {
                $0.dropout = DropoutSettings(hidden: 0.1, attention: 0.1, head: 0.1, sites: sites)
            }
            let some = tags.indices.map { isKept($0) ? tags[$0] : ignoredLabel }
            return try some.withUnsafeBufferPointer { some in
                let batch = TrainingBatch(sequences: owned.batch.sequences, labels: .tags(some))
                let losses = try trainer.compute([batch], place: StepPlace(counts: LabelCounts(task: 1)))
                return (
                    losses.loss * Double(losses.task.count), Array(trainer.model.table.gradients), losses.task.count
                )
            }
        }
        let all = try gradients { _ in true }
        let parts = [try gradients { $0 % 3 == 1 }, try gradients { $0 % 3 != 1 }]
        #expect(parts.allSatisfy { $0.count > 1 } && parts[0].count + parts[1].count == all.count)
        #expect(abs(parts[0].loss + parts[1].loss - all.loss) < 1e-5 * all.loss)
        let sum = zip(parts[0].values, parts[1].values).map { $0 + $1 }
        #expect(largestDifference(sum, all.values) <= 3e-6 * all.values.reduce(0) { max($0, abs($1)) })
    }

    @Test("leaves a frozen encoder as it is and trains the heads as without it")
    func frozen() throws {
        let golden = try GradientCase("classification")
        let owned = golden.batch
        let free = try golden.trainer { $0.clipNorm = nil }
        let frozen = try golden.trainer {
            $0.freezesEncoder = true
            $0.clipNorm = nil
        }
        let before = Array(frozen.model.table.values)
        _ = try free.step([owned.batch])
        _ = try frozen.step([owned.batch])
        let heads = frozen.model.table.parameters[frozen.model.encoderParameterCount].range.lowerBound
        #expect(Array(frozen.model.table.values[..<heads]) == Array(before[..<heads]))
        #expect(Array(frozen.model.table.values[heads...]) != Array(before[heads...]))
        #expect(Array(frozen.model.table.values[heads...]) == Array(free.model.table.values[heads...]))
    }

    @Test(
        "learns: the loss falls to a tenth in sixty steps, in either precision",
        arguments: [Precision.float32, .bfloat16])
    func learns(_ precision: Precision) throws {
        let golden = try GradientCase("tagging")
        let owned = golden.batch
        let trainer = try golden.trainer {
            $0.precision = precision
            $0.schedule.shape = .constant
            $0.schedule.learningRate = 0.01
        }
        let first = try trainer.step([owned.batch]).losses.loss
        for _ in 0..<60 { _ = try trainer.step([owned.batch]) }
        let last = try trainer.evaluate([owned.batch])
        #expect(last.loss < first / 10)
        #expect(last.task.correct == last.task.count)
    }

    @Test("changes nothing where loss or gradient are not finite, and can go on")
    func notFinite() throws {
        let golden = try GradientCase("classification")
        let owned = golden.batch
        let trainer = try golden.trainer()
        _ = try trainer.step([owned.batch])
        let place = trainer.model.table.parameters[1].range.lowerBound
        let good = trainer.model.table.values[place]
        trainer.model.table.values[place] = .nan
        let before = bits(trainer)
        let error = #expect(throws: AlbertError.self) { try trainer.step([owned.batch]) }
        #expect(error?.code == .numeric && error?.place == "step 2")
        #expect(bits(trainer) == before && trainer.step == 1)
        trainer.model.table.values[place] = good
        try trainer.compute([owned.batch])
        trainer.model.table.gradients[0] = .infinity
        let other = #expect(throws: AlbertError.self) { try trainer.update() }
        #expect(other?.code == .numeric && other?.place == "albert.embeddings.word_embeddings.weight")
        #expect(trainer.step == 1)
        #expect(throws: AlbertError.self) { try trainer.update() }
        #expect(try trainer.step([owned.batch]).step == 2)
    }

    @Test("changes nothing where it is cancelled, and can go on")
    func cancelled() throws {
        let golden = try GradientCase("pretraining")
        let owned = golden.batch
        let trainer = try golden.trainer()
        let before = bits(trainer)
        CancelledWatch.with { watch in
            let error = #expect(throws: AlbertError.self) { try trainer.step([owned.batch], watch: watch) }
            #expect(error?.code == .cancelled)
        }
        #expect(bits(trainer) == before && trainer.step == 0)
        #expect(try trainer.step([owned.batch]).step == 1)
    }

    @Test("has no loss and leaves the weights where nothing is labelled")
    func nothingLabelled() throws {
        let golden = try GradientCase("tagging")
        let owned = golden.batch
        let trainer = try golden.trainer()
        let none = [Int32](repeating: ignoredLabel, count: owned.batch.sequences.ids.count)
        let before = Array(trainer.model.table.values)
        try none.withUnsafeBufferPointer { none in
            let report = try trainer.step([TrainingBatch(sequences: owned.batch.sequences, labels: .tags(none))])
            #expect(report.losses.loss == 0 && report.gradientNorm == 0)
        }
        #expect(Array(trainer.model.table.values) == before)
    }

    @Test("refuses settings and batches that cannot be, before anything is computed")
    func refused() throws {
        func place(_ change: (inout TrainerSettings) -> Void) -> String? {
            var settings = TrainerSettings()
            change(&settings)
            do throws(AlbertError) { try settings.validate() } catch { return error.place }
            return nil
        }
        #expect(place { $0.clipNorm = 0 } == "clip_norm")
        #expect(place { $0.clipNorm = .nan } == "clip_norm")
        #expect(place { $0.precision = .int8 } == "dtype")
        #expect(place { $0.tokensAtOnce = 0 } == "tokens_at_once")
        #expect(place { $0.dropout.hidden = 1 } == "hidden_dropout")
        #expect(place { $0.dropout.attention = .nan } == "attention_dropout")
        #expect(place { $0.dropout.head = -1 } == "head_dropout")
        let trainer = try GradientCase("tagging").trainer()
        #expect(throws: AlbertError.self) { try trainer.step([]) }
        let other = try GradientCase("classification").batch
        let error = #expect(throws: AlbertError.self) { try trainer.step([other.batch]) }
        #expect(error?.detail == "the labels are not those of tagging")
    }
}
