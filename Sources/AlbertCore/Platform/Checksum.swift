// CRC-32 as zlib, PNG and gzip compute it: what every language can compute again over a file of ours.

/// The checksum of the bytes added so far.
struct Checksum: Sendable {
    private var state = UInt32.max

    var value: UInt32 { ~state }

    /// Eight bytes at a time ("slicing by 8", Kounavis and Berry 2005).
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        Self.tables.withUnsafeBufferPointer { tables in
            var crc = state
            var index = 0
            while index &+ 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(crc)
                crc = 0
                for byte in 0..<8 {
                    crc ^= tables[(7 &- byte) << 8 | Int(truncatingIfNeeded: word >> UInt64(8 &* byte) & 0xFF)]
                }
                index &+= 8
            }
            while index < bytes.count {
                let byte = base.load(fromByteOffset: index, as: UInt8.self)
                crc = crc >> 8 ^ tables[Int((crc ^ UInt32(byte)) & 0xFF)]
                index &+= 1
            }
            state = crc
        }
    }

    /// Table n, of 256, tells what a byte does that has n bytes after it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            tables[byte] = (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
        return tables
    }()
}
