import Testing

@testable import AlbertCore

@Suite("truncation")
struct TruncationTests {
    private func plan(_ change: (inout EncodeOptions) -> Void, pairs: Bool = false) throws -> TruncationPlan {
        var options = EncodeOptions()
        change(&options)
        return try TruncationPlan(options, template: .albert(cls: 2, sep: 3), usesPairs: pairs)
    }

    @Test("longest_first keeps the shorter text while it can, and gives an odd piece to the second")
    func longestFirst() throws {
        let plan = try plan({ $0.maxLength = 13 }, pairs: true)
        for (first, second, expected) in [
            (2, 30, (2, 8)), (30, 2, (8, 2)), (30, 30, (5, 5)), (4, 30, (4, 6)), (7, 30, (5, 5)),
        ] {
            let lengths = try #require(try plan.lengths(first, second))
            #expect(lengths == expected)
        }
        #expect(try plan.lengths(5, 5) == nil)
        let odd = try #require(try self.plan({ $0.maxLength = 14 }, pairs: true).lengths(9, 9))
        #expect(odd == (5, 6))
    }

    @Test("windows share `stride` pieces and cover the text, from either side")
    func windows() throws {
        func windows(_ side: EncodeOptions.Side) throws -> [Range<Int>] {
            try plan({ ($0.maxLength, $0.stride, $0.overflow, $0.truncationSide) = (6, 1, true, side) }).windows(
                of: 9, length: 4)
        }
        #expect(try windows(.right) == [0..<4, 3..<7, 6..<9])
        #expect(try windows(.left) == [5..<9, 2..<6, 0..<3])
    }

    @Test("what cannot be done is an argument error that names the option")
    func refusals() throws {
        func place(_ pairs: Bool = false, _ change: (inout EncodeOptions) -> Void) -> String? {
            do {
                let plan = try plan(change, pairs: pairs)
                _ = try plan.lengths(50, pairs ? 2 : nil)
                return nil
            } catch {
                let error = error as? AlbertError
                return error?.code == .argument ? error?.place : "another code"
            }
        }
        for length in [-1, 0, 1] { #expect(place { $0.maxLength = length } == "max_length") }
        #expect(place(true) { $0.maxLength = 2 } == "max_length")
        #expect(place { $0.maxLength = 2 } == nil)
        #expect(place { ($0.maxLength, $0.stride) = (6, 4) } == "stride")
        #expect(place { ($0.maxLength, $0.stride) = (6, 3) } == nil)
        #expect(place { $0.stride = -1 } == "stride")
        #expect(place { $0.truncation = .longestFirst } == "truncation")
        #expect(place { ($0.maxLength, $0.truncation) = (9, .onlySecond) } == "truncation")
        #expect(place(true) { ($0.maxLength, $0.truncation) = (9, .onlySecond) } == "truncation")
    }

    @Test("a call with pairs leaves room for the special tokens of both layouts, whichever has more")
    func uneven() throws {
        var template = Template.albert(cls: 2, sep: 3)
        template.single = Array(repeating: .special(id: 2, typeID: 0), count: 6) + [.first(typeID: 0)]
        var options = EncodeOptions()
        options.maxLength = 4
        #expect(throws: AlbertError.self) { try TruncationPlan(options, template: template, usesPairs: true) }
        options.maxLength = 6
        let lengths = try TruncationPlan(options, template: template, usesPairs: true).lengths(5, nil)
        #expect(lengths?.first == 0)
    }

    @Test("lengths and strides at the ends of Int are errors or no limit")
    func extremes() throws {
        #expect(try plan({ $0.maxLength = .max }).lengths(1 << 30, nil) == nil)
        #expect(throws: AlbertError.self) { try plan({ $0.maxLength = .min }) }
        for stride in [Int.max, .min] {
            #expect(throws: AlbertError.self) { try plan({ ($0.maxLength, $0.stride) = (6, stride) }) }
        }
        #expect(throws: AlbertError.self) {
            try plan({ ($0.maxLength, $0.overflow) = (2, true) }).windows(of: 9, length: 0)
        }
    }
}
