// The golden numbers of the reference specification's appendix A: float64, transformers' eager attention, no file needed.
import Testing

@testable import AlbertCore

@Suite("the published golden vectors")
struct GoldenVectorsTests {
    @Test("hold for gelu_new with one group")
    func geluNew() throws {
        let output = try compute(groups: 1, inner: 1, activation: "gelu_new")
        let states = try #require(output.hiddenStates).array
        #expect(
            near(
                states[0..<8],
                [
                    -0.7709948626, -0.131578218, 0.762530389, 0.2235964049, -0.8236408569, -0.5162539395, 0.5644826231,
                    0.4532416799,
                ]))
        let last = try #require(output.hidden).array
        #expect(
            near(
                last[0..<8],
                [
                    -0.472116148, -1.11446312, 2.4037926, 0.1687462089, -0.2124564294, -0.5683127404, -0.1066988516,
                    -0.4172959866,
                ]))
        #expect(
            near(
                last[64..<72],
                [
                    -0.6173826319, -1.012660711, 2.394031582, 0.2543142883, -0.3125738675, -0.616725147, -0.06964687451,
                    -0.3455874029,
                ]))
        #expect(
            near(
                last[88..<96],
                [
                    1.009866066, -2.007404635, 0.6339880444, 0.5700739588, 1.064392616, -0.3740933001, -0.8230905981,
                    -0.3797821154,
                ]))
        #expect(
            near(
                try #require(output.pooled).array[0..<8],
                [
                    -0.06954571246, -0.004635339522, 0.02970010111, -0.2326358503, 0.1429810298, -0.3871389636,
                    0.2697141845, -0.4521263178,
                ]))
        #expect(
            near(
                try #require(output.mlmLogits).array[96..<108],
                [
                    -0.04860901907, -0.1969154471, -0.07771132506, 0.04704413438, -0.07632722313, -0.228242997,
                    -0.1145572473, 0.09607129304, 0.07375536223, -0.07986595292, -0.02473721016, 0.1909577271,
                ]))
        #expect(
            near(
                try #require(output.sopLogits).array[...], [0.07149584551, -0.2354263605, 0.0782433673, -0.2402583062]))
    }

    @Test("hold for the erf form of gelu")
    func geluErf() throws {
        let output = try compute(groups: 1, inner: 1, activation: "gelu")
        #expect(
            near(
                try #require(output.hidden).array[0..<8],
                [
                    -0.4729332146, -1.114646668, 2.403651481, 0.168815893, -0.2125864567, -0.5681524444, -0.1062785932,
                    -0.4168208231,
                ]))
        #expect(
            near(
                try #require(output.sopLogits).array[...], [0.07162295027, -0.2355194816, 0.07834128233, -0.2403264893])
        )
    }

    @Test("hold for two groups of two inner layers")
    func groups() throws {
        let output = try compute(groups: 2, inner: 2, activation: "gelu_new")
        #expect(try #require(output.hiddenStates).shape == [9, 12, 8])
        #expect(
            near(
                try #require(output.hiddenStates).array[0..<8],
                [
                    -0.2824671601, -0.6664613906, 0.3112260718, 0.8344985067, -0.1014201645, -0.8554526132,
                    -0.1169633295, 0.7188594602,
                ]))
        #expect(
            near(
                try #require(output.hidden).array[0..<8],
                [
                    2.395591476, 0.6585136829, 0.9571840892, -0.5976505824, -0.3393788435, -1.159497229, -0.7383410338,
                    -0.5638996511,
                ]))
        #expect(
            near(
                try #require(output.pooled).array[8..<16],
                [
                    0.9898274898, -0.9849674174, 0.9854740797, -0.976214927, 0.9595224399, -0.9348161684, 0.8264860633,
                    -0.7338929764,
                ]))
        #expect(
            near(
                try #require(output.mlmLogits).array[96..<108],
                [
                    0.1093987031, 0.3855489387, 0.03142059211, -0.3689545025, -0.1489123439, 0.2367313967,
                    0.04622949184, -0.3946461505, -0.2822720586, 0.2030649507, 0.2217880759, -0.203898753,
                ]))
        #expect(
            near(try #require(output.sopLogits).array[...], [0.3039237071, -0.3061896519, 0.3046296243, -0.3070720849]))
    }

    private func near(_ values: ArraySlice<Float>, _ expected: [Float]) -> Bool {
        largestDifference(values, expected) <= 1e-5
    }

    private func compute(groups: Int, inner: Int, activation: String) throws -> ForwardOutput {
        let model = try TinyModel(groups: groups, inner: inner, activation: activation).open()
        return try OwnedBatch(
            [[2, 5, 7, 3, 9, 3], [2, 6, 4, 3, 0, 0]], types: [[0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0]],
            mask: [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]]
        ).forward(model, [.hidden, .hiddenStates, .pooled, .mlmLogits, .sopLogits])
    }
}
