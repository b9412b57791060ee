"""A text with labelled spans: people, places, whatever a model finds.

Spans may nest and overlap. Each is followed by its label and score, so that nothing is told by colour alone.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple, Protocol

from albert._errors import wrong_argument
from albert.viz._colours import SPAN_COLOURS
from albert.viz._figure import Figure, fragment
from albert.viz._flow import Box, draw_flow
from albert.viz._markup import attributes, element, escape, visible
from albert.viz._predictions import probability
from albert.viz._spans import Stretch, check_span, check_text, cut, direction
from albert.viz._style import text_style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EntityLike", "entities"]


class EntityLike(Protocol):
    """Anything with a label and a span of code points."""

    @property
    def entity(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _Entity(NamedTuple):
    start: int
    end: int
    label: str
    score: float


def entities(text: str, entities: Iterable[EntityLike]) -> Figure:
    """The text with its entities marked; none at all is an answer too."""
    check_text(text)
    found = sorted(
        (_checked(number, entity, len(text)) for number, entity in enumerate(entities)), key=lambda e: (e.start, -e.end)
    )
    labels = sorted({entity.label for entity in found})
    colours = {label: number % SPAN_COLOURS for number, label in enumerate(labels)}
    stretches = cut(len(text), [entity[:2] for entity in found])
    body = "".join(_stretch(text, stretch, found, colours) for stretch in stretches)
    legend = "".join(
        element(
            "span",
            escape(f"{visible(label)} × {sum(e.label == label for e in found)}"),
            class_=f"key c{colours[label]}",
        )
        + " "
        for label in labels
    )
    title = f"{len(found)} entit{'y' if len(found) == 1 else 'ies'}: {', '.join(map(visible, labels)) or 'none'}"
    content = element("p", body, class_="text", dir=direction(text), lang="")
    content += element("p", legend or "no entities", class_="legend")
    boxes = [
        Box(
            visible(text[s.start : s.end]),
            " ".join(_tag(found[n]) for n in _ending(s, found)),
            "",
            colours[found[s.covering[-1]].label] if s.covering else None,
        )
        for s in stretches
    ]
    return Figure(title, fragment(text_style(), content, title), None, partial(draw_flow, [boxes], gap=0))


def _checked(number: int, entity: EntityLike, length: int) -> _Entity:
    place = f"entity {number}"
    try:
        label, score, start, end = entity.entity, entity.score, entity.start, entity.end
    except AttributeError as error:
        raise TypeError(f"{place}: {error}; entity, score, start and end expected") from None
    start, end = check_span(place, start, end, length)
    if start == end:
        raise wrong_argument(place, f"span {start} to {end} is empty")
    return _Entity(start, end, str(label), probability(place, score))


def _ending(stretch: Stretch, found: list[_Entity]) -> list[int]:
    """The entities that end with the stretch, inner ones first."""
    return [number for number in reversed(stretch.covering) if found[number].end == stretch.end]


def _tag(entity: _Entity) -> str:
    return f"{visible(entity.label)} {entity.score:.2f}"


def _stretch(text: str, stretch: Stretch, found: list[_Entity], colours: dict[str, int]) -> str:
    said = escape(text[stretch.start : stretch.end])
    if not stretch.covering:
        return said
    innermost = found[stretch.covering[-1]]
    tags = "".join(
        element("bdi", escape(_tag(found[number])), class_="tag", lang="en") for number in _ending(stretch, found)
    )
    values: dict[str, object] = {
        "class_": f"c{colours[innermost.label]}" + " shared" * (len(stretch.covering) > 1),
        "title": "; ".join(
            f"{_tag(found[n])}, characters {found[n].start} to {found[n].end}" for n in stretch.covering
        ),
    }
    exact = element("span", said, data_start=stretch.start, data_end=stretch.end)
    return f"<mark{attributes(values)}>{exact}{tags}</mark>"
