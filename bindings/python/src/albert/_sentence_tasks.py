"""What sentence order says about texts: their order, how well they hang together, the best order of a few."""

from __future__ import annotations

from albert._frozen import Frozen
from albert._records import Coherence, Order
from albert._task_rows import floats, list_of, overload, refuse_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from albert import _albert
    from albert._recipe import Option
    from albert._task_rows import Progress

__all__ = ["SentenceTasks"]


class SentenceTasks(Frozen):
    """What a model with a sentence-order head does with texts; options and errors as TextTasks'."""

    __slots__ = ()

    @property
    def _native(self) -> _albert.Model:
        raise NotImplementedError

    def _is_strict(self, strict: bool | None) -> bool:
        raise NotImplementedError

    @overload
    def sentence_order(
        self, a: str, b: str, *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> float: ...
    @overload
    def sentence_order(
        self, a: Iterable[str], b: Iterable[str],
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[float]: ...
    def sentence_order(
        self,
        a: str | Iterable[str],
        b: str | Iterable[str],
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> float | list[float]:
        """The probability, 0 to 1, that ``a`` comes before ``b``; for two lists, of each pair.

        Of a pair that is too long the longer text is cut first. The head is AlbertForPreTraining's; it is trained on
        neighbouring passages and the same swapped. Definition: docs/tasks/sentence-order.md.

        Returns:
            A float for two str, a list of floats for two lists.

        Raises:
            UnsupportedError: the file holds no sentence-order head, or no pooler.
            ArgumentError: an empty text, or lists of different lengths.
        """
        if isinstance(a, str) and isinstance(b, str):
            return self._native.sentence_order(a, b, options, self._is_strict(strict))
        firsts, seconds = list_of(a, "a"), list_of(b, "b")
        orders: list[float] = self._native.orders(firsts, seconds, options, self._is_strict(strict), progress).tolist()
        return orders

    def coherence(
        self, sentences: Sequence[str], *, strict: bool | None = None, progress: Progress | None = None, **options: Option
    ) -> Coherence:
        """How probably each sentence follows the one before it, by the sentence-order head.

        Any number of sentences, from 1. Definition: docs/tasks/sentence-order.md.

        Returns:
            A Coherence: the probability for each pair of neighbours, and their mean.

        Raises:
            UnsupportedError: the file holds no sentence-order head, or no pooler.
            ArgumentError: no sentence, an empty one, or the option ``keep_order``, which is true here.
        """
        refuse_option(options, "keep_order", "is true here: best_order looks for another order")
        options["keep_order"] = True
        listed = list_of(sentences, "sentences")
        result = self._native.table("coherence", listed, None, options, self._is_strict(strict), progress)
        links = tuple(floats(result, "score")[1:])
        return Coherence(sum(links) / len(links) if links else 1.0, links)

    def best_order(self, sentences: Iterable[str], *, strict: bool | None = None, **options: Option) -> Order:
        """The most probable order of 1 to 8 sentences, by the sentence-order head over neighbours.

        It has the largest sum of log probabilities of all orders; every pair is computed once. Definition:
        docs/tasks/sentence-order.md.

        Returns:
            An Order: the sentences, their numbers, and the probability of each link.

        Raises:
            UnsupportedError: the file holds no sentence-order head, or no pooler.
            ArgumentError: no sentence, an empty one, or more than 8.
        """
        listed = list_of(sentences, "sentences")
        result = self._native.table("order", listed, None, options, self._is_strict(strict), None)
        indices = tuple(result.ints("item", 0, result.rows))
        return Order(indices, tuple(listed[index] for index in indices), tuple(floats(result, "score")[1:]))
