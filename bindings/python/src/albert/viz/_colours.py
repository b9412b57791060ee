"""Colours, in OKLab, where equal distances look equally far (Björn Ottosson, "A perceptual color space for image processing", 2020).

Each colour exists twice: for a light and for a dark ground. Text on any of them keeps WCAG's 4.5 : 1 (level AA); the tests
compute it. Nothing is told by hue alone: the scale runs in lightness, and labels stand beside every other colour.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

__all__ = ["DARK", "LEVELS", "LIGHT", "SPAN_COLOURS", "Theme", "hexadecimal", "ramp", "span_colours"]

RGB = tuple[int, int, int]
LEVELS = 64
"""Steps of the scale: beyond this neighbours differ by less than can be seen."""
SPAN_COLOURS = 6


class Theme(NamedTuple):
    """Grounds, text and lines of a picture. ``low`` and ``high``: the ends of the scale as (lightness, chroma)."""

    ground: str
    ink: str
    muted: str
    line: str
    bar: str
    alarm: str
    low: tuple[float, float]
    middle: tuple[float, float]
    high: tuple[float, float]
    span: tuple[float, float]


LIGHT = Theme(
    "#ffffff",
    "#1b1f24",
    "#57606a",
    "#c4cad1",
    "#2f6db5",
    "#b3261e",
    (0.975, 0.008),
    (0.62, 0.13),
    (0.27, 0.09),
    (0.9, 0.055),
)
DARK = Theme(
    "#15181c",
    "#e8eaed",
    "#a4acb5",
    "#454c55",
    "#6ca8ec",
    "#ff9d94",
    (0.235, 0.015),
    (0.6, 0.12),
    (0.965, 0.025),
    (0.37, 0.06),
)

_BLUE = (-0.1736, -0.9848)  # the direction of hue 260° in the a, b plane
# Hues that stay apart for the common kinds of colour blindness when they alternate: blue, yellow, violet, green, orange, cyan.
_SPAN_HUES = (
    (-0.1736, -0.9848),
    (0.0872, 0.9962),
    (0.6428, -0.766),
    (-0.7071, 0.7071),
    (0.766, 0.6428),
    (-0.9848, -0.1736),
)


def _linear(lab: tuple[float, float, float]) -> tuple[float, float, float]:
    """OKLab to linear sRGB, with the matrices of its definition."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )


def _rgb(lab: tuple[float, float, float]) -> RGB:
    def encoded(value: float) -> int:
        kept = min(1.0, max(0.0, value))
        return round(255 * (12.92 * kept if kept <= 0.0031308 else 1.055 * kept ** (1 / 2.4) - 0.055))

    red, green, blue = _linear(lab)
    return encoded(red), encoded(green), encoded(blue)


def _curve(theme: Theme, at: float) -> tuple[float, float, float]:
    """The scale's path: lightness and chroma on a parabola through low, middle and high, in one hue."""
    weights = ((1 - at) * (1 - 2 * at), 4 * at * (1 - at), at * (2 * at - 1))
    lightness, chroma = (
        sum(weight * end[axis] for weight, end in zip(weights, (theme.low, theme.middle, theme.high), strict=True))
        for axis in (0, 1)
    )
    return lightness, chroma * _BLUE[0], chroma * _BLUE[1]


@cache
def ramp(theme: Theme) -> tuple[RGB, ...]:
    """``LEVELS`` colours from weight 0 to the largest, at equal distances along the path."""
    fine = 1024
    points = [_curve(theme, step / fine) for step in range(fine + 1)]
    travelled = [0.0]
    for one, other in zip(points, points[1:], strict=False):
        travelled.append(travelled[-1] + sum((p - q) ** 2 for p, q in zip(one, other, strict=True)) ** 0.5)
    chosen, at = [], 0
    for level in range(LEVELS):
        wanted = travelled[-1] * level / (LEVELS - 1)
        while at < fine and travelled[at] < wanted:
            at += 1
        chosen.append(_rgb(points[at]))
    return tuple(chosen)


@cache
def span_colours(theme: Theme) -> tuple[RGB, ...]:
    """``SPAN_COLOURS`` grounds for stretches of text, of one lightness."""
    lightness, chroma = theme.span
    return tuple(_rgb((lightness, chroma * a, chroma * b)) for a, b in _SPAN_HUES)


def hexadecimal(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
