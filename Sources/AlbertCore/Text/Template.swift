// Which special tokens go around the pieces of one text or two, and the segment of each part.

struct Template: Sendable {
    enum Part: Sendable {
        case special(id: Int32, typeID: Int32)
        case first(typeID: Int32)
        case second(typeID: Int32)
    }

    var single: [Part]
    var pair: [Part]

    /// [CLS] A [SEP] and [CLS] A [SEP] B [SEP].
    static func albert(cls: Int32, sep: Int32) -> Template {
        let single: [Part] = [.special(id: cls, typeID: 0), .first(typeID: 0), .special(id: sep, typeID: 0)]
        return Template(single: single, pair: single + [.second(typeID: 1), .special(id: sep, typeID: 1)])
    }

    static let bare = Template(single: [.first(typeID: 0)], pair: [.first(typeID: 0), .second(typeID: 1)])

    /// The same without special tokens.
    var bare: Template { Template(single: single.filter(\.isText), pair: pair.filter(\.isText)) }

    static func specialCount(_ parts: [Part]) -> Int { parts.count { !$0.isText } }
}

extension Template.Part {
    var isText: Bool {
        if case .special = self { return false }
        return true
    }
}
