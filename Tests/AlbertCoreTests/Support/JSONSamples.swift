// Small JSON texts for the tests of the reader.
import Testing

@testable import AlbertCore

func readJSON(_ text: String, depth: Int = 64, values: Int = 1000) throws -> JSONDocument {
    try readJSON(Array(text.utf8), depth: depth, values: values)
}

func readJSON(_ bytes: [UInt8], depth: Int = 64, values: Int = 1000) throws -> JSONDocument {
    let limits = JSONLimits(byteCount: 1 << 24, depth: depth, valueCount: values)
    return try bytes.withUnsafeBytes { bytes throws(AlbertError) in
        try JSONDocument(bytes, name: "a.json", limits: limits)
    }
}

func refusedJSON(_ bytes: [UInt8], depth: Int = 64, values: Int = 1000) -> AlbertError? {
    #expect(throws: AlbertError.self) { try readJSON(bytes, depth: depth, values: values) }
}

func refusedJSON(_ text: String, depth: Int = 64, values: Int = 1000) -> AlbertError? {
    refusedJSON(Array(text.utf8), depth: depth, values: values)
}
