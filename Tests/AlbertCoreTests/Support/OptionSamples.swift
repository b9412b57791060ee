// Options as a caller of the C interface sets them: every value as a text.
@testable import AlbertCore

func options(_ settings: [(OptionKey, String)]) throws -> OptionSnapshot {
    let bag = try OptionBag()
    for (key, value) in settings {
        var text = value
        bag.set(key, try text.withUTF8 { try key.value(text: $0) })
    }
    return bag.snapshot()
}
