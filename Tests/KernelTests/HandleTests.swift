import CAlbert
import Testing

@Suite("the handle table")
struct HandleTests {
    private let object = UnsafeMutableRawPointer(bitPattern: 0x1000)

    @Test("gives the object back until it is closed, and then to nobody")
    func life() {
        let token = albert_handle_open(3, object)
        #expect(albert_handle_acquire(3, token) == object)
        #expect(albert_handle_release(token) == nil)
        var closed: UnsafeMutableRawPointer?
        #expect(albert_handle_close(3, token, &closed))
        #expect(closed == object)
        #expect(albert_handle_acquire(3, token) == nil)
        #expect(!albert_handle_close(3, token, &closed))
    }

    @Test("keeps an object that is in use until its last use ends")
    func closeWhileInUse() {
        let token = albert_handle_open(3, object)
        #expect(albert_handle_acquire(3, token) == object)
        var closed: UnsafeMutableRawPointer?
        #expect(albert_handle_close(3, token, &closed))
        #expect(closed == nil)
        #expect(albert_handle_acquire(3, token) == nil)
        #expect(albert_handle_release(token) == object)
    }

    @Test("refuses another kind, NULL and a million random numbers")
    func foreign() {
        let token = albert_handle_open(3, object)
        #expect(albert_handle_acquire(4, token) == nil)
        #expect(albert_handle_acquire(3, nil) == nil)
        var state: UInt64 = 1
        var found = 0
        for _ in 0..<1_000_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let random = UnsafeRawPointer(bitPattern: UInt(state))
            if random != UnsafeRawPointer(token), albert_handle_acquire(3, random) != nil { found += 1 }
        }
        #expect(found == 0)
        var closed: UnsafeMutableRawPointer?
        #expect(albert_handle_close(3, token, &closed))
    }

    @Test("never gives a stale token to the slot's next owner, and retires a slot whose generations are used up")
    func generations() {
        var closed: UnsafeMutableRawPointer?
        let first = albert_handle_open(3, object)
        #expect(albert_handle_close(3, first, &closed))
        let second = albert_handle_open(3, object)
        #expect(second != first)
        #expect(albert_handle_acquire(3, first) == nil)
        let last = albert_handle_age(second)
        #expect(albert_handle_acquire(3, second) == nil)
        #expect(albert_handle_close(3, last, &closed))
        let slot = UInt(bitPattern: last) & 0xFFFFF
        let next = (0..<100).map { _ in albert_handle_open(3, object) }
        #expect(next.allSatisfy { UInt(bitPattern: $0) & 0xFFFFF != slot })
        for token in next { #expect(albert_handle_close(3, token, &closed)) }
    }
}
