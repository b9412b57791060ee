import CAlbert
import Testing

@testable import AlbertCore

private func withCall(_ body: (OpaquePointer?) throws -> Void) throws {
    var call: OpaquePointer?
    #expect(albert_call_new(&call) == 0)
    try body(call)
    #expect(albert_call_free(call) == 0)
}

@Test("how a call ended is recorded, and forgotten by the next one")
func recording() throws {
    try withCall { call in
        let status = reporting(call) { _ throws(AlbertError) in
            throw AlbertError(.format, at: "file", byteOffset: 7, "is broken\nin two", systemError: 5)
        }
        #expect(status == AlbertError.Code.format.rawValue)
        #expect(albert_call_status(call) == status)
        #expect(String(cString: albert_call_message(call)) == "is broken?in two")
        #expect(String(cString: albert_call_place(call)) == "file")
        #expect(albert_call_byte_offset(call) == 7)
        #expect(albert_call_system_error(call) == 5)
        #expect(reporting(call) { _ throws(AlbertError) in } == 0)
        #expect(albert_call_status(call) == 0)
        #expect(String(cString: albert_call_message(call)).isEmpty)
        #expect(albert_call_byte_offset(call) == -1)
    }
}

@Test("long messages and places are cut between characters")
func longTexts() throws {
    try withCall { call in
        let long = String(repeating: "▁", count: 10_000)
        _ = reporting(call) { _ throws(AlbertError) in throw AlbertError(.io, at: long, long) }
        let message = try #require(String(validatingCString: albert_call_message(call)))
        let place = try #require(String(validatingCString: albert_call_place(call)))
        #expect(message.utf8.count > 2000 && long.hasPrefix(message))
        #expect(place.utf8.count > 4000 && long.hasPrefix(place))
    }
}

@Test("a call object that is in use or no call object at all keeps the body from running")
func busyAndWrong() throws {
    try withCall { call in
        var ran = 0
        let outer = reporting(call) { _ throws(AlbertError) in
            let inner = reporting(call) { _ throws(AlbertError) in ran += 1 }
            #expect(inner == AlbertError.Code.busy.rawValue)
        }
        #expect(outer == 0)
        #expect(reporting(OpaquePointer(bitPattern: 64)) { _ throws(AlbertError) in ran += 1 } == 2)
        #expect(ran == 0)
        #expect(reporting(nil) { _ throws(AlbertError) in ran += 1 } == 0)
        #expect(ran == 1)
    }
}

@Test("a computation cancelled before it begins does not run; a short function does")
func cancelledBefore() throws {
    try withCall { call in
        #expect(albert_call_cancel(call) == 0)
        var ran = 0
        #expect(computing(call) { _ throws(AlbertError) in ran += 1 } == AlbertError.Code.cancelled.rawValue)
        #expect(reporting(call) { _ throws(AlbertError) in ran += 10 } == 0)
        #expect(albert_call_reset(call) == 0)
        #expect(computing(call) { _ throws(AlbertError) in ran += 100 } == 0)
        #expect(ran == 110)
    }
}
