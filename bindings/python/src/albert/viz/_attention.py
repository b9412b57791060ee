"""Attention as heat maps: one head with its pieces as labels, or many heads side by side.

Rows are the pieces that attend ("from"), columns the pieces that they attend to ("to"); each row sums to 1. All maps of a picture
share one scale, from 0 to the largest weight in it, so that heads can be compared.
"""

from __future__ import annotations

from functools import partial

from albert._errors import wrong_argument
from albert.viz._closer import closer
from albert.viz._figure import Figure, fragment, svg_document
from albert.viz._markup import visible
from albert.viz._matplotlib import draw_maps
from albert.viz._overview import overview
from albert.viz._single_map import LARGEST_WITH_CELLS, single_map
from albert.viz._style import FRAME, map_style
from albert.viz._weights import choose_heads, scale_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from albert._model import Model
    from albert.viz._weights import ArrayLike, Head

__all__ = ["attention", "attention_weights"]

_TOLD = 5  # links that the description names


def attention(
    model: Model,
    text: str,
    pair: str | None = None,
    *,
    layer: int | None = None,
    head: int | None = None,
    maximum: float | None = None,
) -> Figure:
    """What a model attends to in a text or in a pair of texts.

    ``layer`` and ``head`` count from 0. With both there is one large map; without one of them, or both, a small map for each.
    ``maximum`` ends the colour scale, so that pictures of different texts can share it.
    """
    encoding = model.tokenizer.encode(text, pair)
    answer = model.forward([encoding.ids], [encoding.type_ids], attentions=True)
    assert answer.attentions is not None
    weights = answer.attentions[0]
    return attention_weights(weights, encoding.tokens, layer=layer, head=head, maximum=maximum)


def attention_weights(
    weights: ArrayLike,
    pieces: Sequence[str],
    *,
    layer: int | None = None,
    head: int | None = None,
    maximum: float | None = None,
) -> Figure:
    """The same for weights [layers, heads, pieces, pieces] that were computed before, as ``Output.attentions[0]`` holds them."""
    if not pieces:
        raise wrong_argument("pieces", "there are none")
    grid = choose_heads(weights, len(pieces), layer, head)
    end = scale_end((of_head for of_layer in grid for of_head in of_layer), maximum)
    places = None
    if layer is not None and head is not None:
        drawn = single_map(grid[0][0], pieces, end)
        title = f"Attention of layer {layer}, head {head}"
    else:
        drawn, places = overview(grid, end, len(pieces))
        title = f"Attention of {_counted('layer', layer, len(grid))}, {_counted('head', head, len(grid[0]))}"
    title += f", {len(pieces)} pieces" if len(pieces) > 1 else ", 1 piece"
    description = (
        "Rows are the pieces that attend, columns the pieces that they attend to, from first to last: "
        f"{' '.join(map(visible, pieces))}. The colour is the weight, from 0 to {end:.3g}. {_strongest(grid, pieces)}"
    )
    svg = svg_document(map_style(), drawn.content, title, description, drawn.width, drawn.height)
    can_enlarge = places is not None and places.block == 1 and len(pieces) <= LARGEST_WITH_CELLS
    content = closer(svg, places, pieces) if places is not None and can_enlarge else svg
    return Figure(title, fragment(FRAME, content, title), svg, partial(draw_maps, grid, list(pieces), end, title))


def _counted(name: str, number: int | None, count: int) -> str:
    if number is not None:
        return f"{name} {number}"
    return f"{count} {name}{'s' * (count != 1)}"


def _strongest(grid: list[list[Head]], pieces: Sequence[str]) -> str:
    """The strongest links in words, for those who do not see the picture."""
    links = [
        (-max(row), of_head.layer, of_head.head, at, row.index(max(row)))
        for of_layer in grid
        for of_head in of_layer
        for at, row in enumerate(of_head.rows)
    ]
    told = [
        f"{visible(pieces[at])} to {visible(pieces[to])} {-weight:.3f} (layer {layer}, head {head})"
        for weight, layer, head, at, to in sorted(links)[:_TOLD]
    ]
    return f"Strongest: {'; '.join(told)}."
