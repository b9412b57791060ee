"""Fits the polynomials of Sources/CAlbert/kernels/elementary.h and activation.h and prints their coefficients and errors.

    pip install numpy mpmath
    python scripts/fit_polynomials.py

Method: weighted least squares on Chebyshev nodes with Lawson's reweighting, which tends to the minimax polynomial;
the functions are evaluated with 40 digits.
"""

import mpmath
import numpy

mpmath.mp.dps = 40


def fit(function, low: float, high: float, degree: int, weight=None, nodes: int = 300, rounds: int = 60):
    """Least in error times `weight(x)`; without one, in relative error."""
    angles = [mpmath.pi * (2 * i + 1) / (2 * nodes) for i in range(nodes)]
    points = [mpmath.mpf(low + high) / 2 + mpmath.mpf(high - low) / 2 * mpmath.cos(a) for a in angles]
    values = numpy.array([float(function(x)) for x in points])
    scaled = numpy.array([float((2 * x - (low + high)) / (high - low)) for x in points])
    basis = numpy.polynomial.chebyshev.chebvander(scaled, degree)
    scale = 1 / numpy.abs(values) if weight is None else numpy.array([float(weight(x)) for x in points])
    weights = numpy.ones(nodes)
    for _ in range(rounds):
        rows = numpy.sqrt(weights) * scale
        coefficients = numpy.linalg.lstsq(basis * rows[:, None], values * rows, rcond=None)[0]
        errors = numpy.abs(basis @ coefficients - values) * scale
        weights *= errors + 1e-18
        weights /= weights.sum()
    inner = numpy.polynomial.Polynomial([-(low + high) / (high - low), 2 / (high - low)])
    outer = numpy.polynomial.Polynomial(numpy.polynomial.chebyshev.cheb2poly(coefficients))
    return outer(inner).coef, errors.max()


def show(name: str, fitted, measure: str = "relative error") -> None:
    coefficients, error = fitted
    print(f"{name}: {measure} {error:.1e}")
    for power, value in enumerate(coefficients):
        print(f"  x^{power}: {numpy.float32(value)}f")


if __name__ == "__main__":
    slope = mpmath.mpf(2) / 5
    show("exp(t^2) erfc(t) in q = 1 / (1 + 0.4 t), t from 0.53 to 10.5",
         fit(lambda q: mpmath.exp(((1 / q - 1) / slope) ** 2) * mpmath.erfc((1 / q - 1) / slope),
             float(1 / (1 + slope * 10.5)), float(1 / (1 + slope * 0.53)), 9))
    show("erf(x / sqrt(2)) / (2 x) in u = x^2, x from 0 to 0.75",
         fit(lambda u: mpmath.erf(mpmath.sqrt(u / 2)) / mpmath.sqrt(u) / 2, 1e-9, 0.75**2, 4))
    show("tanh(t) / t in u = t^2, t from 0 to 0.625",
         fit(lambda u: mpmath.tanh(mpmath.sqrt(u)) / mpmath.sqrt(u), 1e-9, 0.625**2, 5))
    show("2^x, x from -0.5 to 0.5", fit(lambda x: mpmath.mpf(2) ** x, -0.5, 0.5, 3))
    # x (1/2 + x q) errs by x² times the error of q.
    for name, share, edge in (
        ("gelu", mpmath.ncdf, 4.375),
        ("gelu_new", lambda x: 1 / (1 + mpmath.exp(-x * mpmath.sqrt(8 / mpmath.pi) * (1 + mpmath.mpf("0.044715") * x * x))), 4.25),
    ):
        fitted = fit(lambda u: (share(mpmath.sqrt(u)) - 0.5) / mpmath.sqrt(u), 1e-9, edge**2, 8, weight=lambda u: u)
        show(f"({name}(x) / x - 1/2) / x in u = x^2, x from 0 to {edge}", fitted, f"error of {name}")
