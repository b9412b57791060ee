// What a user sets, held against the table of keys: the key must exist, the value must be of its type and in its range, and
// a text must be that value completely and in every locale.

extension OptionKey {
    /// The key of this name.
    init(named name: UnsafeBufferPointer<UInt8>) throws(AlbertError) {
        guard let place = Self.rules.firstIndex(where: { $0.name.equals(name) }), let key = OptionKey(rawValue: place)
        else {
            let shown = UnsafeBufferPointer(rebasing: name.prefix(64))
            throw AlbertError(
                .argument, at: name.isEmpty ? "key" : printable(shown),
                name.isEmpty
                    ? "an option's name is empty" : "no option has this name; albert_options_describe lists them")
        }
        self = key
    }

    /// A value written as text.
    func value(text: UnsafeBufferPointer<UInt8>) throws(AlbertError) -> OptionValue {
        switch Self.rules[rawValue].type {
        case .int:
            guard let number = integer(text) else { throw refused(quoted(text)) }
            return try value(int: number)
        case .real:
            guard let number = decimal(text) else { throw refused(quoted(text)) }
            return try value(float: number)
        case .bool:
            if ("true" as StaticString).equals(text) || ("1" as StaticString).equals(text) { return .int(1) }
            if ("false" as StaticString).equals(text) || ("0" as StaticString).equals(text) { return .int(0) }
            throw refused(quoted(text))
        case .choice(let words):
            guard let place = words.firstIndex(where: { $0.equals(text) }) else { throw refused(quoted(text)) }
            return .choice(place)
        case .choices(let words):
            var found: UInt64 = 0
            for part in text.split(separator: UInt8(ascii: ","), maxSplits: 64, omittingEmptySubsequences: false) {
                let word = trimmed(UnsafeBufferPointer(rebasing: part))
                guard let place = words.firstIndex(where: { $0.equals(word) }) else { throw refused(quoted(word)) }
                found |= 1 << UInt64(place)
            }
            return .choices(found)
        case .text(let limit):
            guard text.count <= limit else {
                throw AlbertError(.argument, at: name, "has \(text.count) bytes, the limit is \(limit)")
            }
            return .text(try SharedBytes(copying: text))
        case .integers(let limit):
            var numbers: [Int] = []
            for part in text.split(separator: UInt8(ascii: ","), maxSplits: limit, omittingEmptySubsequences: false) {
                guard numbers.count < limit, let number = integer(trimmed(UnsafeBufferPointer(rebasing: part))) else {
                    throw refused(quoted(text))
                }
                numbers.append(Int(clamping: number))
            }
            return .integers(numbers)
        }
    }

    /// A value given as an integer.
    func value(int number: Int64) throws(AlbertError) -> OptionValue {
        switch Self.rules[rawValue].type {
        case .int(let range):
            guard range.contains(number) else { throw refused("\(number)") }
            return .int(number)
        case .real(let range):
            guard range.contains(Double(number)) else { throw refused("\(number)") }
            return .real(Double(number))
        case .bool:
            guard number == 0 || number == 1 else { throw refused("\(number)") }
            return .int(number)
        case .choice(let words):
            let word: StaticString = number == 1 ? "true" : number == 0 ? "false" : ""
            guard let place = words.firstIndex(where: { "\($0)" == "\(word)" }) else {
                throw refused("the integer \(number)")
            }
            return .choice(place)
        case .integers: return .integers([Int(clamping: number)])
        case .choices, .text: throw refused("the integer \(number)")
        }
    }

    /// A value given as a floating-point number.
    func value(float number: Double) throws(AlbertError) -> OptionValue {
        guard case .real(let range) = Self.rules[rawValue].type, range.contains(number) else {
            throw refused(number.isNaN ? "NaN" : "the floating-point number \(number)")
        }
        return .real(number)
    }

    /// The complaint about a value: what the key takes, and what was found.
    private func refused(_ found: String) -> AlbertError {
        let expected =
            switch Self.rules[rawValue].type {
            case .int(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
            case .real(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
            case .bool: "true or false"
            case .choice(let words): "one of " + words.map { "\($0)" }.joined(separator: ", ")
            case .choices(let words): "a comma-separated list of " + words.map { "\($0)" }.joined(separator: ", ")
            case .text: "a text"
            case .integers(let limit): "at most \(limit) integers separated by commas"
            }
        return AlbertError(.argument, at: name, "takes \(expected), not \(found)")
    }
}

extension StaticString {
    func equals(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        withUTF8Buffer { $0.elementsEqual(bytes) }
    }
}

/// A decimal integer, with a sign at most before it and nothing else; nil for anything else and for what int64 cannot hold.
private func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = text.dropFirst(isNegative ? 1 : 0)
    guard !digits.isEmpty else { return nil }
    var number: Int64 = 0
    for byte in digits {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        let digit = Int64(byte - UInt8(ascii: "0"))
        let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
        let (next, carry) = isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
        guard !overflow, !carry else { return nil }
        number = next
    }
    return number
}

/// A decimal number, with a fraction and an exponent at most; nil for anything else and for what is beyond double.
private func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    // What the standard library reads besides: white space, inf, nan and hexadecimal.
    let isDecimal = text.allSatisfy {
        (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e")
            || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
    }
    guard isDecimal, text.count <= 64, text.first != UInt8(ascii: "+"),
        let number = Double(String(decoding: text, as: UTF8.self))
    else { return nil }
    return number.isFinite ? number : nil
}

private func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let space = UInt8(ascii: " ")
    let tail = text.drop { $0 == space }
    let end = tail.lastIndex { $0 != space }.map { $0 + 1 } ?? tail.startIndex
    return UnsafeBufferPointer(rebasing: tail[..<end])
}
