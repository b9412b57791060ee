"""What calls answer with: light, immutable, comparable, picklable."""

from __future__ import annotations

from albert._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._arrays import Array

__all__ = ["Output", "Prediction"]


class Prediction(Frozen):
    """One way to fill a mask."""

    __slots__ = ("score", "sequence", "token", "token_id")

    token: str
    """The piece as it reads in a text."""
    token_id: int
    score: float
    """Its probability over the whole vocabulary."""
    sequence: str
    """The whole text with this mask filled."""

    def __init__(self, token: str, token_id: int, score: float, sequence: str) -> None:
        self._set("token", token)
        self._set("token_id", token_id)
        self._set("score", score)
        self._set("sequence", sequence)

    def _values(self) -> tuple[str, int, float, str]:
        return self.token, self.token_id, self.score, self.sequence

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Prediction) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> tuple[object, ...]:
        return Prediction, self._values()

    def __repr__(self) -> str:
        return (
            f"Prediction(token={self.token!r}, token_id={self.token_id}, score={self.score:.6g}, "
            f"sequence={self.sequence!r})"
        )


class Output(Frozen):
    """What ``Model.forward`` computed. What was not asked for, and what the model's file does not hold, is None."""

    __slots__ = ("attentions", "hidden", "hidden_states", "mlm_logits", "pooled", "sop_logits")

    hidden: list[Array]
    """Per sequence: [length, hidden]."""
    pooled: Array | None
    """[sequences, hidden]"""
    sop_logits: Array | None
    """[sequences, 2]; 0: the order is right, 1: swapped."""
    mlm_logits: list[Array] | None
    """Per sequence: [length, vocabulary]."""
    hidden_states: list[Array] | None
    """Per sequence: [layers + 1, length, hidden], first the first layer's input."""
    attentions: list[Array] | None
    """Per sequence: [layers, heads, length, length]."""

    def __init__(
        self,
        hidden: list[Array],
        pooled: Array | None = None,
        sop_logits: Array | None = None,
        mlm_logits: list[Array] | None = None,
        hidden_states: list[Array] | None = None,
        attentions: list[Array] | None = None,
    ) -> None:
        self._set("hidden", hidden)
        self._set("pooled", pooled)
        self._set("sop_logits", sop_logits)
        self._set("mlm_logits", mlm_logits)
        self._set("hidden_states", hidden_states)
        self._set("attentions", attentions)

    def __reduce__(self) -> tuple[object, ...]:
        return Output, (
            self.hidden,
            self.pooled,
            self.sop_logits,
            self.mlm_logits,
            self.hidden_states,
            self.attentions,
        )

    def __repr__(self) -> str:
        present = [name for name in self.__slots__ if getattr(self, name) is not None]
        return f"<albert.Output of {len(self.hidden)} sequences: {', '.join(present)}>"
