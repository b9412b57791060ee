import CAlbert
import Testing

@testable import AlbertCore

@Test("what is said about the build is JSON, and agrees with the functions beside it")
func buildInfo() throws {
    let text = try #require(albert_build_info())
    let bytes = UnsafeRawBufferPointer(start: text, count: String(cString: text).utf8.count)
    let limits = JSONLimits(byteCount: 1 << 16, valueCount: 100)
    let root = try JSONDocument(bytes, name: "build", limits: limits).root
    #expect(
        root["version"]?.stringBytes.map { String(decoding: $0, as: UTF8.self) } == String(cString: albert_version()))
    #expect(root["abi"]?.int == Int64(albert_abi_version()))
    #expect(root["threads"]?.int == Int64(defaultThreadCount))
    #expect(root["limits"]?["text_bytes"]?.int == 1 << 30)
    #expect(root["kernels"] != nil)
}

@Test("statuses have the names of the header")
func statusNames() {
    #expect(String(cString: albert_status_name(0)) == "ALBERT_OK")
    #expect(String(cString: albert_status_name(14)) == "ALBERT_E_INTERNAL")
    for number in [Int32(-1), 15, .max, .min] {
        #expect(String(cString: albert_status_name(number)) == "ALBERT_E_UNKNOWN")
    }
}
