// Carries the small model as a package resource, for Swift programs: depend on this product, and `Model.open()` finds
// it beside the executable. C and Python find the same directory beside the installed library.

/// The name of the model's directory inside the resource bundle.
public let bundledModelName = "albert-mini"
