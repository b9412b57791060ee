import Testing

@testable import AlbertCore

@Suite("a configured activation")
struct ActivationNameTests {
    @Test("is known by every name that transformers gives it")
    func names() {
        let aliases: [ActivationName: [String]] = [
            .gelu: ["gelu", "gelu_python"],
            .geluTanh: ["gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate"],
            .silu: ["silu", "swish"], .reluSquared: ["relu2"], .quickGelu: ["quick_gelu"], .gelu10: ["gelu_10"],
            .linear: ["linear"], .relu: ["relu"], .relu6: ["relu6"], .tanh: ["tanh"], .sigmoid: ["sigmoid"],
            .mish: ["mish"],
        ]
        for (activation, names) in aliases {
            for name in names { #expect(ActivationName(configured: name) == activation, "\(name)") }
        }
        #expect(aliases.count == ActivationName.allCases.count)
    }

    @Test("is unknown by any other name")
    func unknown() {
        for name in ["", "GELU", "gelu ", "geluTanh", "softmax"] { #expect(ActivationName(configured: name) == nil) }
    }
}
