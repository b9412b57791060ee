// Section "options" of albert.h.
import CAlbert
import Glibc

@implementation @_cdecl("albert_options_new")
public func albert_options_new(_ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let out = try callerOut(out, "out")
        store(try HandleKind.options.open(try OptionBag()), in: out)
    }
}

@implementation @_cdecl("albert_options_free")
public func albert_options_free(_ options: OpaquePointer!) -> Int32 { HandleKind.options.close(options) }

@implementation @_cdecl("albert_options_set")
public func albert_options_set(
    _ options: OpaquePointer!, _ key: UnsafePointer<CChar>!, _ value: UnsafePointer<CChar>!, _ call: OpaquePointer!
) -> Int32 {
    setting(options, key, call) { key throws(AlbertError) in try key.value(text: try callerText(value, -1, "value")) }
}

@implementation @_cdecl("albert_options_set_int")
public func albert_options_set_int(
    _ options: OpaquePointer!, _ key: UnsafePointer<CChar>!, _ value: Int64, _ call: OpaquePointer!
) -> Int32 {
    setting(options, key, call) { key throws(AlbertError) in try key.value(int: value) }
}

@implementation @_cdecl("albert_options_set_float")
public func albert_options_set_float(
    _ options: OpaquePointer!, _ key: UnsafePointer<CChar>!, _ value: Double, _ call: OpaquePointer!
) -> Int32 {
    setting(options, key, call) { key throws(AlbertError) in try key.value(float: value) }
}

@implementation @_cdecl("albert_options_describe")
public func albert_options_describe() -> UnsafePointer<CChar>! { optionsDescription?.cText }

private func setting(
    _ options: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ call: OpaquePointer?,
    _ value: (OptionKey) throws(AlbertError) -> OptionValue
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let bag: OptionBag = try HandleKind.options.object(of: options, named: "options")
        let key = try OptionKey(named: try callerText(name, -1, "key"))
        // A number is read as it is everywhere, and one beyond all numbers raises nothing in the host.
        let mode = albert_float_mode_enter()
        defer { albert_float_mode_leave(mode) }
        bag.set(key, try value(key))
    }
}

private let optionsDescription = staticText { json throws(AlbertError) in
    try json.array { json throws(AlbertError) in
        for rule in OptionKey.rules { try json.object { json throws(AlbertError) in try describe(rule, &json) } }
    }
}

private func describe(_ rule: OptionRule, _ json: inout JSONWriter) throws(AlbertError) {
    try json.member("name", "\(rule.name)")
    switch rule.type {
    case .int(let range):
        try json.member("type", "int")
        try json.member("minimum", range.lowerBound)
        try json.member("maximum", range.upperBound)
    case .real(let range):
        try json.member("type", "float")
        try json.member("minimum", real: range.lowerBound)
        try json.member("maximum", real: range.upperBound)
    case .bool: try json.member("type", "bool")
    case .choice(let words):
        try json.member("type", "choice")
        try json.member("choices", words.map { "\($0)" })
    case .choices(let words):
        try json.member("type", "choices")
        try json.member("choices", words.map { "\($0)" })
    case .text(let limit):
        try json.member("type", "text")
        try json.member("maximum_bytes", Int64(limit))
    case .integers(let limit):
        try json.member("type", "integers")
        try json.member("maximum_count", Int64(limit))
    }
    if rule.standard.utf8CodeUnitCount > 0 {
        try json.member("default", "\(rule.standard)")
    } else {
        try json.memberNull("default")
    }
    try json.member("description", "\(rule.purpose)")
    try json.member("readers", rule.readers.map { "\($0)" })
}
