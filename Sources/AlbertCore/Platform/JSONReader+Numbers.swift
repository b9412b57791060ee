// Numbers in JSON. A vocabulary holds one for each of its pieces, nearly all of them with 16 or 17 digits and no exponent:
// those are the quotient of two 64-bit integers, rounded once. The rest goes to the standard library.

extension JSONReader {
    /// The longest number, in bytes.
    private static var numberByteLimit: Int { 1024 }

    /// Reads the number at `at`, which is a digit or a minus.
    mutating func readNumber() throws(AlbertError) -> JSONNode {
        let start = at
        let isNegative = text[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var digits = SignificantDigits()
        if at < end, text[at] == UInt8(ascii: "0") { at += 1 } else { try readDigits(into: &digits) }
        var isInteger = true
        if at < end, text[at] == UInt8(ascii: ".") {
            at += 1
            isInteger = false
            let before = at
            try readDigits(into: &digits)
            digits.fractionCount = at - before
        }
        if at < end, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            isInteger = false
            if at < end, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            // The digits may stand for more than the largest integer: left to the library.
            var exponent = SignificantDigits()
            try readDigits(into: &exponent)
            digits.isComplete = false
        }
        if isInteger, let value = digits.integer(isNegative: isNegative) {
            return JSONNode(kind: .integer, content: UInt64(bitPattern: value))
        }
        let magnitude = if let real = digits.real { real } else { try libraryValue(start) }
        return JSONNode(kind: .real, content: (isNegative ? -magnitude : magnitude).bitPattern)
    }

    private mutating func readDigits(into digits: inout SignificantDigits) throws(AlbertError) {
        let start = at
        while at < end {
            let digit = text[at] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            digits.append(digit)
            at += 1
        }
        guard at > start else { throw unexpected("a digit") }
    }

    /// The magnitude of the number from `start` to `at`.
    private borrowing func libraryValue(_ start: Int) throws(AlbertError) -> Double {
        guard at - start <= Self.numberByteLimit else {
            throw failure(
                at: start, "a number has \(at - start) bytes, the limit is \(Self.numberByteLimit)", .limit)
        }
        let spelling = UnsafeBufferPointer(rebasing: text.elements[start..<at])
        guard let value = Double(String(decoding: spelling, as: UTF8.self)), value.isFinite else {
            throw failure(at: start, "the number \(quoted(spelling)) is beyond double")
        }
        return value.magnitude
    }
}

/// The digits of a number without sign and point, as long as they fit into 64 bits.
private struct SignificantDigits {
    private var value: UInt64 = 0
    private var count = 0
    /// How many of the digits stand behind the point.
    var fractionCount = 0
    /// Whether `value` and `fractionCount` are all there is to the number.
    var isComplete = true

    @inline(__always)
    mutating func append(_ digit: UInt8) {
        if value == 0 && digit == 0 { return }
        count += 1
        if count <= 19 { value = value &* 10 &+ UInt64(digit) } else { isComplete = false }
    }

    func integer(isNegative: Bool) -> Int64? {
        guard isComplete else { return nil }
        if isNegative { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
        return Int64(exactly: value)
    }

    /// `value` / 10^fractionCount, rounded to nearest, ties to even.
    var real: Double? {
        guard isComplete, fractionCount < Self.powersOfTen.count else { return nil }
        guard value > 0 else { return 0 }
        let divisor = Self.powersOfTen[fractionCount]
        // Both with their top bit set: the quotient then has 63 or 64 bits, far more than the 53 of a double, and a remainder
        // only matters as one bit below all of them.
        let (valueShift, divisorShift) = (value.leadingZeroBitCount, divisor.leadingZeroBitCount)
        let dividend = value << UInt64(valueShift)
        let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth((dividend >> 1, dividend << 63))
        let rounded = Double(remainder == 0 ? quotient : quotient | 1)
        return Double(sign: .plus, exponent: divisorShift - valueShift - 63, significand: rounded)
    }

    private static let powersOfTen: [UInt64] = {
        var powers: [UInt64] = [1]
        for _ in 0..<19 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()
}
