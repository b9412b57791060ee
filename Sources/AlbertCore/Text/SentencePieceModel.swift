// Reads spiece.model, the protobuf that SentencePiece writes (ALBERT.md 4.7): pieces, and how text is normalised.

struct SentencePieceModel {
    /// As the file numbers them.
    private enum PieceType: UInt64 {
        case normal = 1, unknown, control, userDefined, unused, byte
    }

    /// A piece as it lies in the file.
    private struct Entry {
        var spelling = 0..<0
        var score: Float = 0
        var type = PieceType.normal
        var offset = 0
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let name: String
    private var pieceCount = 0
    private var spellingByteCount = 0
    private(set) var charsmap = 0..<0
    private(set) var addsDummyPrefix = true
    private(set) var removesExtraSpaces = true
    private(set) var unknownID: Int32 = 0
    private(set) var specialIDs: [Int32] = []

    static let fileByteLimit = 256 << 20

    /// Reads everything but the pieces. `bytes` must outlive the value.
    init(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(AlbertError) {
        guard bytes.count <= Self.fileByteLimit else {
            throw AlbertError(.limit, at: name, "the file has \(bytes.count) bytes, the limit is \(Self.fileByteLimit)")
        }
        self.bytes = bytes
        self.name = name
        var reader = ProtobufReader(bytes, name: name)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)):
                pieceCount += 1
                spellingByteCount += range.count
            case (2, .bytes(let range)): try readTrainerSpec(range)
            case (3, .bytes(let range)): try readNormalizerSpec(range)
            case (1, _), (2, _), (3, _):
                throw reader.failure("field \(field.number) is no message", at: field.offset)
            default: break
            }
        }
        guard pieceCount > 0 else { throw AlbertError(.format, at: name, "no piece: this is no SentencePiece model") }
        guard pieceCount <= Vocabulary.countLimit else {
            throw AlbertError(
                .limit, at: name, "the model has \(pieceCount) pieces, the limit is \(Vocabulary.countLimit)")
        }
    }

    /// The pieces, with the scores that `compatibility` gives them.
    mutating func readVocabulary(
        _ compatibility: TokenizerOptions.Compatibility, _ watch: Watch = .none
    ) throws(AlbertError) -> Vocabulary {
        let vocabulary = try Vocabulary(pieceCount: pieceCount, byteCount: spellingByteCount)
        var unknowns: [Int] = []
        var reader = ProtobufReader(bytes, name: name)
        while let field = try reader.next() {
            guard field.number == 1, case .bytes(let range) = field.value else { continue }
            let id = vocabulary.count
            if id & 0xFFF == 0 { try watch.check() }
            let entry = try readPiece(range, id: id)
            let spelling = UnsafeBufferPointer(rebasing: bytes[entry.spelling])
            let kind: PieceKind =
                switch entry.type {
                case .normal: .normal
                case .userDefined: .userDefined
                case .unused: .unused
                case .unknown, .control: .special
                case .byte:
                    throw AlbertError(
                        .unsupported, at: name, byteOffset: Int64(entry.offset),
                        "piece \(id) is a byte piece: byte fallback is not supported")
                }
            if kind == .special { specialIDs.append(Int32(truncatingIfNeeded: id)) }
            if entry.type == .unknown { unknowns.append(id) }
            do throws(AlbertError) {
                try vocabulary.append(spelling, score: score(entry, spelling, compatibility), kind: kind)
            } catch {
                throw AlbertError(error.code, at: name, byteOffset: Int64(entry.offset), error.detail)
            }
        }
        guard unknowns.count == 1, let unknown = unknowns.first else {
            throw AlbertError(
                .format, at: name,
                unknowns.isEmpty
                    ? "no piece is of type UNKNOWN, exactly one must be"
                    : "pieces \(unknowns[0]) and \(unknowns[1]) are both of type UNKNOWN, exactly one must be")
        }
        unknownID = Int32(truncatingIfNeeded: unknown)
        return vocabulary
    }

    // MARK: Scores

    private func score(
        _ entry: Entry, _ spelling: UnsafeBufferPointer<UInt8>, _ compatibility: TokenizerOptions.Compatibility
    ) -> Double {
        switch compatibility {
        case .huggingFace:
            // The published tokenizer.json was converted with this penalty, so that "2014," is cut before the comma.
            return Double(entry.score) - (endsInDigitComma(spelling) ? 100 : 0)
        case .sentencePiece:
            // A bonus of 0.1 for each byte after the first, as sentencepiece 0.2.3 gives it (found by ties that it decides).
            return entry.type == .userDefined
                ? Double(Float(0.1 * Double(spelling.count - 1))) : Double(entry.score)
        }
    }

    // MARK: Messages

    private func readPiece(_ range: Range<Int>, id: Int) throws(AlbertError) -> Entry {
        var entry = Entry(offset: range.lowerBound)
        var reader = ProtobufReader(bytes, name: name, range: range)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)): entry.spelling = range
            case (2, .fixed32(let bits)): entry.score = Float(bitPattern: bits)
            case (3, .varint(let number)):
                guard let type = PieceType(rawValue: number) else {
                    throw reader.failure("piece \(id) has type \(number), 1 to 6 are known", at: field.offset)
                }
                entry.type = type
            case (1, _), (2, _), (3, _):
                throw reader.failure("field \(field.number) of piece \(id) has the wrong wire type", at: field.offset)
            default: break
            }
        }
        guard !entry.spelling.isEmpty else { throw reader.failure("piece \(id) is empty", at: entry.offset) }
        return entry
    }

    private mutating func readTrainerSpec(_ range: Range<Int>) throws(AlbertError) {
        var reader = ProtobufReader(bytes, name: name, range: range)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (3, .varint(let type)):
                guard type == 1 else {
                    let names: [UInt64: String] = [2: "BPE", 3: "word", 4: "character"]
                    throw AlbertError(
                        .unsupported, at: name, byteOffset: Int64(field.offset),
                        "model_type is \(type) (\(names[type] ?? "unknown")), only 1 (unigram) is supported")
                }
            case (24, .varint(let isSuffix)):
                guard isSuffix == 0 else {
                    throw AlbertError(
                        .unsupported, at: name, byteOffset: Int64(field.offset),
                        "treat_whitespace_as_suffix is not supported")
                }
            case (35, .varint(let fallsBack)):
                guard fallsBack == 0 else {
                    throw AlbertError(
                        .unsupported, at: name, byteOffset: Int64(field.offset), "byte_fallback is not supported")
                }
            default: break
            }
        }
    }

    private mutating func readNormalizerSpec(_ range: Range<Int>) throws(AlbertError) {
        var reader = ProtobufReader(bytes, name: name, range: range)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (2, .bytes(let range)): charsmap = range
            case (3, .varint(let value)): addsDummyPrefix = value != 0
            case (4, .varint(let value)): removesExtraSpaces = value != 0
            case (5, .varint(let value)):
                guard value != 0 else {
                    throw AlbertError(
                        .unsupported, at: name, byteOffset: Int64(field.offset),
                        "escape_whitespaces = false is not supported")
                }
            case (2, _): throw reader.failure("precompiled_charsmap is no byte string", at: field.offset)
            default: break
            }
        }
    }
}

/// Whether a piece ends in a digit and a comma; digits are what Python's isdigit says.
func endsInDigitComma(_ spelling: UnsafeBufferPointer<UInt8>) -> Bool {
    guard spelling.count >= 2, spelling[spelling.count - 1] == 0x2C, let base = spelling.baseAddress else {
        return false
    }
    let start = scalarStart(base, before: spelling.count - 1, from: 0)
    return ScalarRecord(of: decodeScalar(base, at: start, end: spelling.count - 1).value).flags.contains(.digit)
}
