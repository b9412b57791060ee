// Where extended grapheme clusters begin (Unicode Standard Annex 29, rules GB3 … GB13 and GB9c). Needed because the published
// tokenizer looks whole clusters up in its charsmap.

struct GraphemeBreaks {
    private enum Class {
        static let other: UInt16 = 0, cr: UInt16 = 1, lf: UInt16 = 2, control: UInt16 = 3, extend: UInt16 = 4
        static let spacing: UInt16 = 5, prepend: UInt16 = 6, pictograph: UInt16 = 7, regional: UInt16 = 8
        static let l: UInt16 = 9, v: UInt16 = 10, t: UInt16 = 11, lv: UInt16 = 12, lvt: UInt16 = 13, joiner: UInt16 = 14
    }

    /// The last scalar's class; `control` before the first.
    private var last = Class.control
    /// In a run that began with a pictograph and went on with extenders only.
    private var followsPictograph = false
    private var joinsPictograph = false
    private var regionalCount = 0
    /// 1 after a consonant and extenders, 2 once a linker was among them.
    private var conjunct = 0

    /// Whether the last scalar can neither join nor be joined in a way that its class alone does not tell.
    @inline(__always)
    private var isPlain: Bool { last == Class.other && !followsPictograph && conjunct == 0 }

    /// Takes the next scalar; says whether a cluster begins with it.
    @inline(__always)
    mutating func take(_ record: ScalarRecord) -> Bool {
        let next = record.breakClass
        if next == Class.other, isPlain, !record.flags.contains(.consonant) { return true }
        return takeSlowly(next, record.flags)
    }

    /// The state after a scalar of class Other that is no consonant.
    static let afterOther: GraphemeBreaks = {
        var breaks = GraphemeBreaks()
        breaks.last = Class.other
        return breaks
    }()

    /// Whether a cluster begins with the next scalar if that is of class Other and no consonant.
    @inline(__always)
    var endBeforeOther: Bool { last != Class.prepend }

    /// Whether a scalar always begins a cluster after a space.
    static func startsCluster(_ record: ScalarRecord) -> Bool {
        switch record.breakClass {
        case Class.extend, Class.joiner, Class.spacing: false
        default: true
        }
    }

    private mutating func takeSlowly(_ next: UInt16, _ flags: ScalarFlags) -> Bool {
        let isBreak = breaks(before: next, flags)
        joinsPictograph = followsPictograph && next == Class.joiner
        followsPictograph = next == Class.pictograph || (followsPictograph && next == Class.extend)
        regionalCount = next == Class.regional ? regionalCount + 1 : 0
        if flags.contains(.consonant) {
            conjunct = 1
        } else if flags.contains(.linker) {
            conjunct = conjunct > 0 ? 2 : 0
        } else if next != Class.extend, next != Class.joiner {
            conjunct = 0
        }
        last = next
        return isBreak
    }

    private func breaks(before next: UInt16, _ flags: ScalarFlags) -> Bool {
        if last == Class.cr, next == Class.lf { return false }
        if last == Class.cr || last == Class.lf || last == Class.control { return true }
        switch next {
        case Class.cr, Class.lf, Class.control: return true
        case Class.extend, Class.joiner, Class.spacing: return false
        default: break
        }
        if last == Class.prepend { return false }
        if conjunct == 2, flags.contains(.consonant) { return false }
        if joinsPictograph, next == Class.pictograph { return false }
        if next == Class.regional, regionalCount % 2 == 1 { return false }
        switch last {
        case Class.l: return !(next == Class.l || next == Class.v || next == Class.lv || next == Class.lvt)
        case Class.lv, Class.v: return !(next == Class.v || next == Class.t)
        case Class.lvt, Class.t: return next != Class.t
        default: return true
        }
    }
}
