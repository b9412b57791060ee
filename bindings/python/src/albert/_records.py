"""What calls answer with: light, immutable, comparable, picklable."""

from __future__ import annotations

from albert._frozen import Frozen, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._arrays import Array

__all__ = ["Answer", "Choice", "Coherence", "Entity", "Label", "Order", "Output", "Prediction", "Ranked"]


class Prediction(Record):
    """One way to fill a mask."""

    __slots__ = __match_args__ = ("token", "token_id", "score", "sequence")

    token: str
    """The piece as it reads in a text, without "▁"."""
    token_id: int
    """The piece's number in the vocabulary."""
    score: float
    """Its probability over the whole vocabulary."""
    sequence: str
    """The whole text with this mask filled, as the tokenizer spells it; other masks are left."""

    def __init__(self, token: str, token_id: int, score: float, sequence: str) -> None:
        self._set("token", token)
        self._set("token_id", token_id)
        self._set("score", score)
        self._set("sequence", sequence)


class Label(Record):
    """A label of a text."""

    __slots__ = __match_args__ = ("label", "score")

    label: str
    """Its name: the model's (``id2label`` of config.json), or for ``zero_shot`` the caller's."""
    score: float
    """A probability, or with ``function="none"`` the model's logit."""

    def __init__(self, label: str, score: float) -> None:
        self._set("label", label)
        self._set("score", score)


class Choice(Record):
    """One of the choices for a prompt."""

    __slots__ = __match_args__ = ("index", "text", "score", "logit")

    index: int
    """Its place among the choices, from 0."""
    text: str
    """The choice as it was given."""
    score: float
    """Its probability among the choices of the prompt, which add up to 1."""
    logit: float
    """What the head gave, before the softmax."""

    def __init__(self, index: int, text: str, score: float, logit: float) -> None:
        self._set("index", index)
        self._set("text", text)
        self._set("score", score)
        self._set("logit", logit)


class Entity(Record):
    """A labelled span of a text."""

    __slots__ = __match_args__ = ("entity", "score", "start", "end", "word", "index")

    entity: str
    """The label; without its B- or I- where pieces were put together."""
    score: float
    """The softmax of the piece's logits; of pieces put together the mean over them, or over their words."""
    start: int
    """Where it begins in the text, in code points (``text[start:end]``) or the unit that ``offsets`` asked for."""
    end: int
    """Where it ends, exclusive, in the same unit."""
    word: str
    """How the pieces read: lower-cased where the tokenizer does that. Without aggregation the piece's spelling."""
    index: int | None
    """The piece's place in its window, [CLS] included; None where pieces were put together."""

    def __init__(self, entity: str, score: float, start: int, end: int, word: str, index: int | None = None) -> None:
        self._set("entity", entity)
        self._set("score", score)
        self._set("start", start)
        self._set("end", end)
        self._set("word", word)
        self._set("index", index)


class Answer(Record):
    """A span of a context that may answer a question."""

    __slots__ = __match_args__ = ("answer", "score", "start", "end")

    answer: str
    """``context[start:end]``; "" where there may be no answer."""
    score: float
    """The probability of its start times that of its end, summed over answers that read the same."""
    start: int
    """Where it begins in the context, in code points or the unit that ``offsets`` asked for."""
    end: int
    """Where it ends, exclusive, in the same unit."""

    def __init__(self, answer: str, score: float, start: int, end: int) -> None:
        self._set("answer", answer)
        self._set("score", score)
        self._set("start", start)
        self._set("end", end)


class Ranked(Record):
    """A text in the order of its likeness to a query."""

    __slots__ = __match_args__ = ("index", "text", "score")

    index: int
    """Its place among the texts, from 0."""
    text: str
    """The text as it was given."""
    score: float
    """The cosine of its vector with the query's."""

    def __init__(self, index: int, text: str, score: float) -> None:
        self._set("index", index)
        self._set("text", text)
        self._set("score", score)


class Coherence(Record):
    """How well sentences follow one another."""

    __slots__ = __match_args__ = ("score", "links")

    score: float
    """The mean of the links; 1 for a single sentence."""
    links: tuple[float, ...]
    """For each sentence but the first: the probability that it follows the one before it."""

    def __init__(self, score: float, links: tuple[float, ...]) -> None:
        self._set("score", score)
        self._set("links", links)


class Order(Record):
    """Sentences in their most probable order."""

    __slots__ = __match_args__ = ("indices", "sentences", "links")

    indices: tuple[int, ...]
    """Their places as they were given, from 0."""
    sentences: tuple[str, ...]
    """The sentences in that order."""
    links: tuple[float, ...]
    """For each but the first: the probability that it follows the one before it."""

    def __init__(self, indices: tuple[int, ...], sentences: tuple[str, ...], links: tuple[float, ...]) -> None:
        self._set("indices", indices)
        self._set("sentences", sentences)
        self._set("links", links)


class Output(Frozen):
    """What ``Model.forward`` computed. What was not asked for, and what the model's file does not hold, is None."""

    __slots__ = ("attentions", "hidden", "hidden_states", "logits", "mlm_logits", "pooled", "sop_logits")

    hidden: list[Array]
    """Per sequence, float32 as all of these: [length, hidden], the last layer's output."""
    pooled: Array | None
    """[sequences, hidden]: tanh of the pooler over the first token."""
    sop_logits: Array | None
    """[sequences, 2]; 0: the order is right, 1: swapped."""
    mlm_logits: list[Array] | None
    """Per sequence: [length, vocabulary]."""
    hidden_states: list[Array] | None
    """Per sequence: [layers + 1, length, hidden], first the first layer's input; or the layers asked for, in that order."""
    attentions: list[Array] | None
    """Per sequence: [layers, heads, length, length]."""
    logits: Array | list[Array] | None
    """Of the file's task head: [sequences, labels] of a classifier, [sequences] of multiple choice; of a tagger per sequence
    [length, labels], of a question answerer [length, 2] (start, end)."""

    def __init__(
        self,
        hidden: list[Array],
        pooled: Array | None = None,
        sop_logits: Array | None = None,
        mlm_logits: list[Array] | None = None,
        hidden_states: list[Array] | None = None,
        attentions: list[Array] | None = None,
        logits: Array | list[Array] | None = None,
    ) -> None:
        self._set("hidden", hidden)
        self._set("pooled", pooled)
        self._set("sop_logits", sop_logits)
        self._set("mlm_logits", mlm_logits)
        self._set("hidden_states", hidden_states)
        self._set("attentions", attentions)
        self._set("logits", logits)

    def __reduce__(self) -> tuple[object, ...]:
        return Output, (
            self.hidden,
            self.pooled,
            self.sop_logits,
            self.mlm_logits,
            self.hidden_states,
            self.attentions,
            self.logits,
        )

    def __repr__(self) -> str:
        present = [name for name in self.__slots__ if getattr(self, name) is not None]
        return f"<albert.Output of {len(self.hidden)} sequences: {', '.join(present)}>"
