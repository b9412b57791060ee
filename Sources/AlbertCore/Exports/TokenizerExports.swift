// Section "tokenizer" of albert.h: opening, and what a vocabulary knows. Encoding is in TokenizeExports.swift.
import CAlbert

@implementation @_cdecl("albert_tokenizer_open")
public func albert_tokenizer_open(
    _ path: UnsafePointer<CChar>!, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        guard let path else { throw .isNull("path") }
        let options = try OptionSnapshot.read(options).tokenizerOptions
        let tokenizer = try Tokenizer.open(path: try callerPath(path, "path"), options: options, watch: watch)
        store(try HandleKind.tokenizer.open(tokenizer), in: out)
    }
}

@implementation @_cdecl("albert_tokenizer_open_memory")
public func albert_tokenizer_open_memory(
    _ bytes: UnsafeRawPointer!, _ byteCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let bytes = try callerBytes(bytes, byteCount, "bytes", countNamed: "byte_count")
        let options = try OptionSnapshot.read(options).tokenizerOptions
        let tokenizer = try Tokenizer.open(bytes: bytes, name: "bytes", options: options, watch: watch)
        store(try HandleKind.tokenizer.open(tokenizer), in: out)
    }
}

@implementation @_cdecl("albert_tokenizer_free")
public func albert_tokenizer_free(_ tokenizer: OpaquePointer!) -> Int32 {
    HandleKind.tokenizer.close(tokenizer)
}

@implementation @_cdecl("albert_token_text")
public func albert_token_text(
    _ tokenizer: OpaquePointer!, _ id: Int32, _ text: UnsafeMutablePointer<UnsafePointer<CChar>?>!,
    _ byteCount: UnsafeMutablePointer<Int64>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let text = try callerOut(text, "text")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        guard let piece = tokenizer.piece(id), let start = piece.baseAddress else {
            throw AlbertError(
                .argument, at: "id", "is \(id), the vocabulary has \(tokenizer.vocabularySize) pieces")
        }
        store(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), in: text)
        if let byteCount { store(Int64(piece.count), in: byteCount) }
    }
}

@implementation @_cdecl("albert_token_id")
public func albert_token_id(
    _ tokenizer: OpaquePointer!, _ token: UnsafePointer<CChar>!, _ byteCount: Int64,
    _ id: UnsafeMutablePointer<Int32>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let id = try callerOut(id, "id")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        store(tokenizer.id(of: try callerText(token, byteCount, "token")) ?? -1, in: id)
    }
}

@implementation @_cdecl("albert_special_id")
public func albert_special_id(
    _ tokenizer: OpaquePointer!, _ role: UnsafePointer<CChar>!, _ id: UnsafeMutablePointer<Int32>!,
    _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let id = try callerOut(id, "id")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        let name = try callerText(role, -1, "role")
        guard
            let role = Tokenizer.SpecialRole.allCases.first(where: {
                $0.rawValue.utf8.elementsEqual(name)
            })
        else {
            let roles = Tokenizer.SpecialRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw AlbertError(.argument, at: "role", "is \(quoted(name)), expected one of \(roles)")
        }
        store(tokenizer.special(role) ?? -1, in: id)
    }
}

@implementation @_cdecl("albert_vocab_size")
public func albert_vocab_size(
    _ tokenizer: OpaquePointer!, _ size: UnsafeMutablePointer<Int32>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let size = try callerOut(size, "size")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        store(Int32(clamping: tokenizer.vocabularySize), in: size)
    }
}
