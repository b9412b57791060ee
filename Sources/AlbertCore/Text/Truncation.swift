// Which pieces stay when a text, or a pair, is too long (ALBERT.md 4.8), and how the rest is cut into further windows.

/// What is asked for, checked once per call.
struct TruncationPlan {
    /// Pieces of text that a window of one text, and of a pair, has room for; nil: no limit.
    let singleBudget: Int?
    let pairBudget: Int?
    let strategy: EncodeOptions.Truncation
    let side: EncodeOptions.Side
    let stride: Int
    let givesOverflow: Bool

    init(_ options: EncodeOptions, template: Template, usesPairs: Bool) throws(AlbertError) {
        strategy = options.truncation ?? (options.maxLength == nil ? .off : .longestFirst)
        side = options.truncationSide
        stride = options.stride
        givesOverflow = options.overflow
        guard strategy != .off else {
            (singleBudget, pairBudget) = (nil, nil)
            guard options.stride >= 0 else { throw Self.negativeStride(options.stride) }
            return
        }
        guard let maxLength = options.maxLength else {
            throw AlbertError(
                .argument, at: "truncation", "truncation needs max_length to say how long an encoding may be")
        }
        guard options.stride >= 0 else { throw Self.negativeStride(options.stride) }
        // In a call with pairs some texts may come without one.
        let single = Template.specialCount(template.single)
        let needed = usesPairs ? max(single, Template.specialCount(template.pair)) : single
        guard maxLength >= needed else {
            throw AlbertError(
                .argument, at: "max_length", "max_length is \(maxLength), the special tokens alone take \(needed)")
        }
        singleBudget = maxLength - single
        pairBudget = maxLength - Template.specialCount(template.pair)
        let budget = maxLength - needed
        guard options.stride == 0 || options.stride < budget else {
            throw AlbertError(
                .argument, at: "stride",
                "stride is \(options.stride), it must be below the \(budget) pieces of text that a window has room for")
        }
    }

    private static func negativeStride(_ stride: Int) -> AlbertError {
        AlbertError(.argument, at: "stride", "stride is \(stride), it must not be negative")
    }

    /// How many pieces of the first and the second text a window gets; nil: all, nothing has to go.
    func lengths(_ first: Int, _ second: Int?) throws(AlbertError) -> (first: Int, second: Int)? {
        guard let budget = second == nil ? singleBudget : pairBudget else { return nil }
        let excess = first + (second ?? 0) - budget
        guard excess > 0 else { return nil }
        switch strategy {
        case .off: return nil
        case .longestFirst:
            guard let second else { return (budget, 0) }
            return Self.longestFirst(first, second, budget: budget)
        case .onlyFirst:
            guard first > excess else { throw Self.tooShort("first", first, excess) }
            return (first - excess, second ?? 0)
        case .onlySecond:
            guard let second else {
                throw AlbertError(.argument, at: "truncation", "truncation is only_second, but there is no second text")
            }
            guard second > excess else { throw Self.tooShort("second", second, excess) }
            return (first, second - excess)
        }
    }

    private static func tooShort(_ which: String, _ count: Int, _ excess: Int) -> AlbertError {
        AlbertError(
            .argument, at: "truncation",
            "truncation is only_\(which), but \(excess) pieces have to go and the \(which) text has \(count)")
    }

    /// The shorter text keeps everything while the longer one can give the rest; else both get half, the longer the odd one.
    private static func longestFirst(_ first: Int, _ second: Int, budget: Int) -> (first: Int, second: Int) {
        var (short, long) = (min(first, second), max(first, second))
        long = short > budget ? short : max(short, budget - short)
        if short + long > budget {
            short = budget / 2
            long = short + budget % 2
        }
        return first > second ? (long, short) : (short, long)
    }

    /// The windows of a text of `count` pieces, the main one first; each but the last has `length` pieces.
    func windows(of count: Int, length: Int) throws(AlbertError) -> [Range<Int>] {
        guard length < count else { return [0..<count] }
        guard givesOverflow else { return [side == .right ? 0..<length : (count - length)..<count] }
        guard length > stride else {
            throw AlbertError(
                .argument, at: length == 0 ? "max_length" : "stride",
                "windows of \(length) pieces cannot go through a text with a stride of \(stride); max_length is too small"
            )
        }
        var windows: [Range<Int>] = []
        var start = 0
        while true {
            let stop = min(start + length, count)
            windows.append(side == .right ? start..<stop : (count - stop)..<(count - start))
            if stop == count { return windows }
            start += length - stride
        }
    }
}
