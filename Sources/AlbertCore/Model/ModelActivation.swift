// The activation functions that configurations name, as the kernels know them.
import CAlbert

extension Activation {
    init(_ name: ActivationName) {
        switch name {
        case .linear: self = ALBERT_ACTIVATION_LINEAR
        case .gelu: self = ALBERT_ACTIVATION_GELU_ERF
        case .geluTanh: self = ALBERT_ACTIVATION_GELU_TANH
        case .quickGelu: self = ALBERT_ACTIVATION_GELU_QUICK
        case .gelu10: self = ALBERT_ACTIVATION_GELU_10
        case .relu: self = ALBERT_ACTIVATION_RELU
        case .relu6: self = ALBERT_ACTIVATION_RELU6
        case .reluSquared: self = ALBERT_ACTIVATION_RELU_SQUARED
        case .silu: self = ALBERT_ACTIVATION_SILU
        case .tanh: self = ALBERT_ACTIVATION_TANH
        case .sigmoid: self = ALBERT_ACTIVATION_SIGMOID
        case .mish: self = ALBERT_ACTIVATION_MISH
        }
    }
}
