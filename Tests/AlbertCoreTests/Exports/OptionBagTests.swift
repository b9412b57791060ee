import Testing

@testable import AlbertCore

@Test("a snapshot keeps what was set when it was taken")
func snapshots() throws {
    let bag = try OptionBag()
    #expect(bag.snapshot().threads == nil)
    bag.set(.threads, .int(3))
    let before = bag.snapshot()
    bag.set(.threads, .int(5))
    #expect(before.threads == 3)
    #expect(bag.snapshot().threads == 5)
}

@Test("no options at all are all defaults")
func noOptions() throws {
    let options = try OptionSnapshot.read(nil)
    for key in OptionKey.allCases { #expect(options[key] == nil) }
}

@Test("an options handle that is none is refused by name")
func wrongHandle() throws {
    let error = #expect(throws: AlbertError.self) { try OptionSnapshot.read(OpaquePointer(bitPattern: 4096)) }
    #expect(error?.code == .handle)
    #expect(error?.place == "options")
}
