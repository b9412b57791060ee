"""Pictures of what a model does: attention, pieces, predictions and entities, as HTML and SVG that need nothing else.

>>> import albert
>>> import albert.viz
>>> model = albert.load()
>>> albert.viz.tokens(model, "A text.").save("tokens.html")

``import albert`` does not import this package. Only ``Figure.figure()`` needs matplotlib: ``pip install "libalbert[viz]"``.
"""

from __future__ import annotations

from albert.viz._attention import attention, attention_weights
from albert.viz._entities import entities
from albert.viz._figure import Figure
from albert.viz._predictions import predictions
from albert.viz._tokens import tokens

__all__ = ["Figure", "attention", "attention_weights", "entities", "predictions", "tokens"]
