// libFuzzer's entry: runs the target that ALBERT_FUZZ_TARGET names. Linked with FuzzTargets.swift and an instrumented AlbertCore.
@testable import AlbertCore
import Glibc

private let target: FuzzTarget = {
    guard let name = getenv("ALBERT_FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) else {
        fatalError("ALBERT_FUZZ_TARGET must be one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
    }
    return target
}()

private let tokenizers: FuzzTokenizers = {
    do {
        guard let path = getenv("ALBERT_FUZZ_TOKENIZER") else { fatalError("ALBERT_FUZZ_TOKENIZER is not set") }
        return try FuzzTokenizers(path: String(cString: path))
    } catch {
        fatalError("\(error)")
    }
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafeRawPointer?, _ byteCount: Int) -> CInt {
    if let broken = target.run(UnsafeRawBufferPointer(start: bytes, count: byteCount), tokenizers) {
        fatalError(broken)
    }
    return 0
}
