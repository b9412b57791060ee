// What the words of narrow products mean, read off the description in kernels.h and off nothing else.
import CAlbert

/// A value as bfloat16: of the two nearest the nearer, of equally near ones the even one.
func roundedToBrain(_ x: Float) -> Float {
    if x.isNaN || x.isInfinite { return x }
    let inner = x.bitPattern & 0xFFFF_0000
    let outer = inner + 0x1_0000
    // What would be infinite is 2^128 for this purpose.
    let outerSize = outer & 0x7FFF_FFFF == 0x7F80_0000 ? 0x1p128 : Double(abs(Float(bitPattern: outer)))
    let (toInner, toOuter) = (Double(abs(x)) - Double(abs(Float(bitPattern: inner))), outerSize - Double(abs(x)))
    let isInner = toInner == toOuter ? inner & 0x1_0000 == 0 : toInner < toOuter
    return Float(bitPattern: isInner ? inner : outer)
}

/// Two bfloat16 values per word, the first one lower.
func brains(_ words: [UInt32]) -> [Float] {
    words.flatMap { [Float(bitPattern: $0 << 16), Float(bitPattern: $0 & 0xFFFF_0000)] }
}

/// A row as bfloat16 halves.
func brainHalves(_ values: [Float]) -> [UInt16] {
    values.map { UInt16(truncatingIfNeeded: roundedToBrain($0).bitPattern >> 16) }
}

/// A row of an int8 product's left-hand side.
struct ByteRow {
    let bytes: [Int]
    let scale: Float
    let zeroPoint: Int

    init(words: [UInt32]) {
        bytes = words.dropLast(2).flatMap { word in (0..<4).map { Int(word >> (8 * $0) & 255) } }
        scale = Float(bitPattern: words[words.count - 2])
        zeroPoint = Int(Int32(bitPattern: words[words.count - 1]))
    }

    func value(_ index: Int) -> Double { Double(scale) * Double(bytes[index] - zeroPoint) }
}

/// The panel of an int8 product.
struct BytePanel {
    /// [columns][depth filled up to whole words]
    let columns: [[Int]]
    let scales: [Float]
    let sums: [Int]

    init(words: [UInt32], width: Int) {
        let steps = words.count / width - 2
        columns = (0..<width).map { j in
            (0..<steps).flatMap { step in
                (0..<4).map { Int(Int8(truncatingIfNeeded: words[step * width + j] >> (8 * UInt32($0)))) }
            }
        }
        scales = (0..<width).map { Float(bitPattern: words[steps * width + $0]) }
        sums = (0..<width).map { Int(Int32(bitPattern: words[(steps + 1) * width + $0])) }
    }
}

/// The distance at which an 8-bit value may lie from what it stands for, in steps: a half, for rounding; and for the roundings of
/// 1/step, of the product with it and of the sum with the zero point, each 2^-24 of at most 255.
let halfAStep = 0.5 + 3 * 255 * 0x1p-24
