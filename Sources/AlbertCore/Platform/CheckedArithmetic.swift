// The only way from numbers that others chose to a size.

/// a × b for sizes, or a `limit` error where the product cannot be a size.
@inline(__always)
func checkedProduct(_ a: Int, _ b: Int) throws(AlbertError) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow, product >= 0, a >= 0 else { throw AlbertError(.limit, at: "", "a size of \(a) × \(b) overflows") }
    return product
}

/// a + b for sizes, or a `limit` error where the sum cannot be a size.
@inline(__always)
func checkedSum(_ a: Int, _ b: Int) throws(AlbertError) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow, sum >= 0 else { throw AlbertError(.limit, at: "", "a size of \(a) + \(b) overflows") }
    return sum
}
