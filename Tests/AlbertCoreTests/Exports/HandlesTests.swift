import CAlbert
import Testing

@testable import AlbertCore

private final class Witness {
    let onEnd: () -> Void
    init(_ onEnd: @escaping () -> Void) { self.onEnd = onEnd }
    deinit { onEnd() }
}

@Test("an object lives as long as its handle, or as long as a call that uses it")
func lifetimes() throws {
    var ended = 0
    let token = try HandleKind.result.open(Witness { ended += 1 })
    do {
        let used: Witness = try HandleKind.result.object(of: token, named: "result")
        #expect(HandleKind.result.close(token) == 0)
        withExtendedLifetime(used) { #expect(ended == 0) }
    }
    #expect(ended == 1)
    #expect(HandleKind.result.close(token) == AlbertError.Code.handle.rawValue)
}

@Test("a handle of another kind, a stale one and NULL are told apart")
func wrongHandles() throws {
    let token = try HandleKind.model.open(Witness {})
    func code(_ token: OpaquePointer?, _ kind: HandleKind) -> AlbertError.Code? {
        do throws(AlbertError) { let _: Witness = try kind.object(of: token, named: "model") } catch {
            return error.code
        }
        return nil
    }
    #expect(code(token, .model) == nil)
    #expect(code(token, .tokenizer) == .handle)
    #expect(HandleKind.tokenizer.close(token) == AlbertError.Code.handle.rawValue)
    // The kind is bits 52 to 55 of a token.
    let kinds = UInt(15) << 52
    let forged = OpaquePointer(
        bitPattern: UInt(bitPattern: token) & ~kinds | UInt(HandleKind.tokenizer.rawValue) << 52)
    #expect(code(forged, .tokenizer) == .handle)
    #expect(HandleKind.tokenizer.close(forged) == AlbertError.Code.handle.rawValue)
    #expect(code(nil, .model) == .argument)
    #expect(code(OpaquePointer(bitPattern: 0xDEAD_BEEF), .model) == .handle)
    #expect(HandleKind.model.close(token) == 0)
    #expect(code(token, .model) == .handle)
}

@Test("a slot whose generations are used up is never given out again")
func generations() throws {
    let token = try HandleKind.model.open(Witness {})
    let aged = try #require(albert_handle_age(UnsafeRawPointer(token)).map { OpaquePointer($0) })
    #expect(HandleKind.model.close(token) == AlbertError.Code.handle.rawValue)
    #expect(HandleKind.model.close(aged) == 0)
    let slotBits = UInt(bitPattern: aged) & 0xFFFFF
    var tokens: [OpaquePointer] = []
    for _ in 0..<64 { tokens.append(try HandleKind.model.open(Witness {})) }
    #expect(!tokens.contains { UInt(bitPattern: $0) & 0xFFFFF == slotBits })
    for token in tokens { #expect(HandleKind.model.close(token) == 0) }
}
