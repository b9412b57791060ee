import Foundation

/// exp in double precision, for references.
func exponential(_ x: Double) -> Double { exp(x) }

/// The natural logarithm in double precision, for references.
func logarithm(_ x: Double) -> Double { log(x) }
