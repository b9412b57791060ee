import CAlbert
import Testing

@Test("the header's ABI number is one") func abi() {}
