// Which function `hidden_act` names. Several names stand for one function: they differ in rounding only.

/// An activation function of the feed-forward network and the masked-language-model head.
public enum ActivationName: String, Sendable, CaseIterable {
    case linear
    /// 0.5 x (1 + erf(x / √2))
    case gelu
    /// 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))): what every published ALBERT was trained with.
    case geluTanh = "gelu_new"
    /// x · sigmoid(1.702 x)
    case quickGelu = "quick_gelu"
    /// The erf form, clipped to [-10, 10].
    case gelu10 = "gelu_10"
    case relu
    case relu6
    /// relu(x)²
    case reluSquared = "relu2"
    case silu
    case tanh
    case sigmoid
    case mish

    /// The function that `name` stands for in a configuration; nil for a name that is not known.
    public init?(configured name: String) {
        switch name {
        case "gelu_python": self = .gelu
        case "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate": self = .geluTanh
        case "swish": self = .silu
        default: self.init(rawValue: name)
        }
    }
}
