"""The learning curve of a training as a picture: losses over steps, as SVG."""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["draw_curve"]

_WIDTH, _HEIGHT, _MARGIN = 720, 400, 56
_COLOURS = {"loss": "#1f77b4", "validation_loss": "#d62728"}
_NAMES = {"loss": "training loss", "validation_loss": "validation loss"}


def draw_curve(lines: Sequence[dict[str, Any]], title: str) -> str:
    """An SVG picture of ``lines`` as a training reports them. Training losses are means over a hundredth of the steps."""
    series = {name: _smooth([(line["step"], line[name]) for line in lines if name in line], name) for name in _COLOURS}
    points = [point for values in series.values() for point in values]
    steps = max((step for step, _ in points), default=1)
    top = max((loss for _, loss in points), default=1.0) * 1.05 or 1.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_MARGIN}" y="24" font-size="15">{escape(title)}</text>',
    ]
    for tick in range(6):
        loss = top * tick / 5
        y = _y(loss, top)
        parts.append(f'<line x1="{_MARGIN}" x2="{_WIDTH - 16}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{loss:.3g}</text>')
        step = steps * tick / 5
        parts.append(f'<text x="{_x(step, steps):.1f}" y="{_HEIGHT - 28}" text-anchor="middle">{step:.0f}</text>')
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">steps</text>')
    for index, (name, values) in enumerate(series.items()):
        if not values:
            continue
        path = " ".join(f"{_x(step, steps):.1f},{_y(loss, top):.1f}" for step, loss in values)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{_COLOURS[name]}" stroke-width="1.5"/>')
        parts.append(
            f'<text x="{_WIDTH - 20}" y="{40 + 16 * index}" text-anchor="end" fill="{_COLOURS[name]}">{_NAMES[name]}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _smooth(points: list[tuple[int, float]], name: str) -> list[tuple[float, float]]:
    width = max(1, len(points) // 100) if name == "loss" else 1
    return [
        (points[first + len(points[first : first + width]) // 2][0], _mean([loss for _, loss in points[first : first + width]]))
        for first in range(0, len(points), width)
    ]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _x(step: float, steps: float) -> float:
    return _MARGIN + step / steps * (_WIDTH - 16 - _MARGIN)


def _y(loss: float, top: float) -> float:
    return _HEIGHT - 48 - loss / top * (_HEIGHT - 48 - 44)
