import Testing

@testable import AlbertCore

@Suite("numbers in JSON") struct JSONNumberTests {
    @Test("numbers beyond their type are refused, the largest are read")
    func numbers() throws {
        #expect(try readJSON("[9223372036854775807]").root.element(at: 0)?.int == .max)
        #expect(try readJSON("[-9223372036854775808]").root.element(at: 0)?.int == .min)
        #expect(try readJSON("[-0]").root.element(at: 0)?.int == 0)
        #expect(try readJSON("[-0.0]").root.element(at: 0)?.double?.sign == .minus)
        #expect(try readJSON("[1e-400]").root.element(at: 0)?.double == 0)
        #expect(try readJSON("[0, 9223372036854775808]").root.element(at: 1)?.double == 0x1p63)
        #expect(try readJSON("[-9223372036854775809]").root.element(at: 0)?.kind == .real)
        let length = try readJSON(#"{"9223372036854775808": 1000000000000000019884624838656}"#).root[
            "9223372036854775808"]
        #expect(length?.double == 1e30 && length?.int == nil)
        #expect(refusedJSON("[0000000000000000000000]")?.code == .format)
        #expect(refusedJSON("[18446744073709551615x]")?.code == .format)
        #expect(refusedJSON("[1e999]")?.code == .format)
        #expect(refusedJSON("[" + String(repeating: "9", count: 400) + "]")?.code == .format)
    }

    @Test("a real is the double nearest to what is written, ties to even")
    func roundedNumbers() throws {
        var random = SeededRandom(seed: 20)
        var spellings = [
            "0.1", "1.0", "100.000", "0.000000000000000001", "4.35", "9007199254740993.0",
            "9007199254740992.9999999999",
            "0.30000000000000004", "1e23", "8.41e-21", "2.2250738585072011e-308", "5e-324", "1.7976931348623157e308",
            "18446744073709551615.5", "9999999999999999999.0", "1234567890123456789.0",
            "0.0000000000000000000000012345",
            "72057594037927945.0", "36028797018963972.5", "36028797018963974.5",
        ]
        for _ in 0..<20_000 {
            let value = random.next() >> (random.next() % 40)
            var digits = String(value)
            let fraction = Int(random.next() % 22)
            while digits.count <= fraction { digits = "0" + digits }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -fraction))
            spellings.append(fraction == 0 ? digits + "0" : digits)
        }
        let values = try readJSON("[" + spellings.joined(separator: ",") + "]", values: 100_000).root
        for (index, spelling) in spellings.enumerated() {
            #expect(values.element(at: index)?.double == Double(spelling), "\(spelling)")
        }
    }

    @Test("a number whose spelling is endless is over the limit, not a long computation")
    func endlessNumber() {
        #expect(refusedJSON("[0." + String(repeating: "1", count: 2000) + "]")?.code == .limit)
    }

    @Test("an integer beyond int64 does not move the places of later errors")
    func placeAfterLongInteger() {
        #expect(refusedJSON("[18446744073709551615, x]")?.byteOffset == 23)
        #expect(refusedJSON("[18446744073709551615, 28446744073709551615, x]")?.byteOffset == 45)
        #expect(refusedJSON("[18446744073709551615")?.byteOffset == 21)
    }
}
