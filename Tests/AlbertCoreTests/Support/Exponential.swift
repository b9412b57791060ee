import Foundation

/// exp in double precision, for references.
func exponential(_ x: Double) -> Double { exp(x) }
