// The activation functions that configurations name, as the kernels know them.

extension Activation {
    init(_ name: ActivationName) {
        switch name {
        case .linear: self = .none
        case .gelu: self = .geluErf
        case .geluTanh: self = .geluTanh
        case .quickGelu: self = .geluQuick
        case .gelu10: self = .gelu10
        case .relu: self = .relu
        case .relu6: self = .relu6
        case .reluSquared: self = .reluSquared
        case .silu: self = .silu
        case .tanh: self = .tanh
        case .sigmoid: self = .sigmoid
        case .mish: self = .mish
        }
    }
}
