"""The tasks that take a text, or a list of texts, and answer with records."""

from __future__ import annotations

from albert._arrays import array_of
from albert._errors import make_error
from albert._records import Answer, Choice, Entity, Label, Ranked
from albert._sentence_tasks import SentenceTasks
from albert._task_rows import by_item, count_code_points, floats, labels_of, lines_of, list_of, listed_texts, overload, refuse_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from albert._arrays import Array
    from albert._recipe import Option
    from albert._task_rows import Progress

__all__ = ["TextTasks"]

ALL = 2**31 - 1


class TextTasks(SentenceTasks):
    """What a model does with texts.

    A str gives one answer, a list of them a list of answers, computed together. Every method takes further options by
    keyword, which the library checks: ``max_length`` (most pieces of a sequence, special tokens included; default: what
    the model takes), ``special_text`` ("special", or "literal": "[MASK]" in a text is plain text), ``threads`` (0: the
    model's, else the process's; never changes a result), and what the method names. ``strict`` refuses lone surrogates
    (UnicodeEncodeError); None: as the model was opened. ``progress``, where a method names it, is called with (done, total) while
    a list is computed.

    Every method may raise ArgumentError (an option or argument that is wrong, or beyond a limit), UnsupportedError (the
    file lacks the head, its pooler or the tokenizer), ResourceError (no memory), Cancelled, KeyboardInterrupt, and
    TypeError where a text is no str. Offsets are in code points unless ``offsets`` says "bytes" or "utf16". Scores are floats, rounded once to float32.
    """

    __slots__ = ()

    @property
    def _normalizes_vectors(self) -> bool:
        """Whether vectors have length 1 unless a caller says otherwise."""
        raise NotImplementedError

    @overload
    def classify(
        self, text: str, pair: str | None = None, top_k: int | None = 1, function: str | None = None,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[Label]: ...
    @overload
    def classify(
        self, text: Iterable[str], pair: Iterable[str | None] | None = None, top_k: int | None = 1, function: str | None = None,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[list[Label]]: ...
    def classify(
        self,
        text: str | Iterable[str],
        pair: str | Iterable[str | None] | None = None,
        top_k: int | None = 1,
        function: str | None = None,
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> list[Label] | list[list[Label]]:
        """The best labels of a text or of a pair of texts, best first, by a model with a sequence classification head.

        ``top_k``: how many labels; None: all. ``function``: "softmax" (one label is right: scores add up to 1), "sigmoid"
        (each label on its own) or "none" (the logits); None: what the model's ``problem_type`` says. ``pair``: the second
        text, for lists a list in which None is no second text. Longer texts are truncated, of a pair the longer one first.

        The head is AlbertForSequenceClassification's; definition: docs/tasks/classify.md.

        Returns:
            For a str a list of Label, for a list of texts a list of such lists. Of equal scores the lower label comes first.

        Raises:
            UnsupportedError: the file holds no such head, or no pooler.
            ArgumentError: ``function`` is none of the three, ``top_k`` is below 1, or there are not as many pairs as texts.
        """
        options["top_k"] = ALL if top_k is None else top_k
        options["function"] = function
        texts, is_one = listed_texts(text)
        refuse_mapping(pair, "pair")
        pairs = [pair] if is_one and pair is not None else pair
        result = self._native.table("classify", texts, pairs, options, self._is_strict(strict), progress)  # type: ignore[arg-type]
        return by_item(result, len(texts), is_one, labels_of(result))

    @overload
    def zero_shot(
        self, text: str, labels: str | Iterable[str], template: str = ..., multi_label: bool = False,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[Label]: ...
    @overload
    def zero_shot(
        self, text: Iterable[str], labels: str | Iterable[str], template: str = ..., multi_label: bool = False,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[list[Label]]: ...
    def zero_shot(
        self,
        text: str | Iterable[str],
        labels: str | Iterable[str],
        template: str = "This example is {}.",
        multi_label: bool = False,
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> list[Label] | list[list[Label]]:
        """Scores of labels that the model was not trained for, best first, by a sequence classifier trained for entailment.

        ``labels``: a list, or a str with commas between them. ``template``: the sentence that is tested, {} being the label.
        ``multi_label``: each label on its own (entailment against contradiction) instead of probabilities that add up to 1.
        ``entailment_label`` and ``contradiction_label`` name the model's labels where they do not begin with "entail" and
        "contradict". Texts are truncated, labels never. A text and a label cost a forward pass.

        Definition: docs/tasks/zero-shot.md.

        Returns:
            For a str a list of Label with every label, for a list of texts a list of such lists.

        Raises:
            UnsupportedError: the file holds no classifier, or the model has no label for entailment or contradiction.
            ArgumentError: no label, an empty one, a template without {}, one label for both entailment and contradiction, or
                a label that leaves no room for the text.
        """
        options["template"] = template
        options["multi_label"] = multi_label
        texts, is_one = listed_texts(text)
        names = [name.strip() for name in labels.split(",")] if isinstance(labels, str) else list_of(labels, "labels")
        result = self._native.table("zero_shot", texts, names, options, self._is_strict(strict), progress)
        return by_item(result, len(texts), is_one, labels_of(result))

    @overload
    def choose(
        self, prompt: str, choices: Iterable[str], *, strict: bool | None = None, **options: Any
    ) -> list[Choice]: ...
    @overload
    def choose(
        self, prompt: Iterable[str], choices: Iterable[Iterable[str]], *, strict: bool | None = None, **options: Any
    ) -> list[list[Choice]]: ...
    def choose(
        self,
        prompt: str | Iterable[str],
        choices: Iterable[str] | Iterable[Iterable[str]],
        *,
        strict: bool | None = None,
        **options: Option,
    ) -> list[Choice] | list[list[Choice]]:
        """The choices for a prompt, best first, by a model with a multiple-choice head.

        A list of prompts takes a list of choices for each. Prompt and choice are one sequence; where it is too long, the
        longer of the two is cut first. The scores of one prompt's choices add up to 1.

        The head is AlbertForMultipleChoice's; definition: docs/tasks/choose.md.

        Returns:
            For a str a list of Choice with every choice, for a list of prompts a list of such lists.

        Raises:
            UnsupportedError: the file holds no such head, or no pooler.
            ArgumentError: there is no choice.
            ValueError: there are not as many lists of choices as prompts.
        """
        if not isinstance(prompt, str):
            prompts, lists = list_of(prompt, "prompt"), list_of(choices, "choices")
            if len(prompts) != len(lists):
                raise make_error("ALBERT_E_ARGUMENT", "must be as many lists as there are prompts", "choices", -1, 0)
            return [self.choose(one, some, strict=strict, **options) for one, some in zip(prompts, lists, strict=True)]
        texts: list[str] = list_of(choices, "choices")
        result = self._native.choices("choose", prompt, texts, options, self._is_strict(strict))
        indices = result.ints("item", 0, result.rows)
        scores = zip(floats(result, "score"), floats(result, "logit"), strict=True)
        return [Choice(index, texts[index], *both) for index, both in zip(indices, scores, strict=True)]

    @overload
    def tag(
        self, text: str, aggregation: str = "simple", ignore_labels: Iterable[str] = ("O",), stride: int | None = None,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[Entity]: ...
    @overload
    def tag(
        self, text: Iterable[str], aggregation: str = "simple", ignore_labels: Iterable[str] = ("O",), stride: int | None = None,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[list[Entity]]: ...
    def tag(
        self,
        text: str | Iterable[str],
        aggregation: str = "simple",
        ignore_labels: Iterable[str] = ("O",),
        stride: int | None = None,
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> list[Entity] | list[list[Entity]]:
        """The entities of a text in its order, by a model with a token classification head.

        ``aggregation``: "none" (one per piece), "simple" (neighbours with the same tag), "first", "average" or "max" (the same
        over words, labelled by their first piece, the mean, or the most certain piece). A word is what stands between
        spaces. ``ignore_labels``: labels left out, without B- and I- unless ``aggregation`` is "none". A text beyond the
        model's limit, or ``max_length``, is read in windows that share ``stride`` pieces (default: a quarter of a window);
        of overlapping entities the longer stays.

        The head is AlbertForTokenClassification's; definition: docs/tasks/tag.md.

        Returns:
            For a str a list of Entity, for a list of texts a list of such lists.

        Raises:
            UnsupportedError: the file holds no such head.
            ArgumentError: ``aggregation`` is none of the five, ``stride`` is not below what a window has room for, or
                ``max_length`` leaves room for nothing.
        """
        options["aggregation"] = aggregation
        options["ignore_labels"] = lines_of(ignore_labels, "ignore_labels")
        options["stride"] = stride
        count_code_points(options)
        texts, is_one = listed_texts(text)
        result = self._native.table("tag", texts, None, options, self._is_strict(strict), progress)
        rows = result.rows
        entities = map(
            Entity,
            result.texts("entity", 0, rows),
            floats(result, "score"),
            result.ints("start", 0, rows),
            result.ints("end", 0, rows),
            result.texts("word", 0, rows),
            result.ints_or_none("index", 0, rows),
        )
        return by_item(result, len(texts), is_one, entities)

    @overload
    def answer(
        self, question: str, context: str, top_k: int = 1,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[Answer]: ...
    @overload
    def answer(
        self, question: Iterable[str], context: Iterable[str], top_k: int = 1,
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> list[list[Answer]]: ...
    def answer(
        self,
        question: str | Iterable[str],
        context: str | Iterable[str],
        top_k: int = 1,
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> list[Answer] | list[list[Answer]]:
        """The best answers to a question in a context, best first, by a model with a question answering head.

        Options: ``max_length`` (pieces of a window, default 384 or the model's limit), ``stride`` (pieces that windows share,
        default 128 or half), ``max_answer_length`` (in pieces, default 15), ``impossible`` (adds the empty answer with its
        own score), ``alignment`` ("word": whole words without punctuation, "space": all between spaces, "piece"),
        ``comparable`` (one softmax over all windows). A question is never truncated; a long context is read in windows.

        The head is AlbertForQuestionAnswering's; definition: docs/tasks/answer.md.

        Returns:
            For two str a list of at most ``top_k`` Answer, for two lists a list of such lists. A score is the probability of
            the start times that of the end; answers that read the same, whatever their case, are one with the sum.

        Raises:
            UnsupportedError: the file holds no such head.
            ArgumentError: an empty question or context, as many contexts as questions expected, a question that leaves no
                room for its context, ``top_k`` above 1,000, or a stride that is too large.
            TypeError: one of the two is a str and the other a list.
        """
        options["top_k"] = top_k
        count_code_points(options)
        questions, is_one = listed_texts(question)
        contexts = [context] if isinstance(context, str) else list_of(context, "context")
        if is_one != isinstance(context, str):
            raise TypeError("question and context must both be str or both be lists")
        result = self._native.table("answer", questions, contexts, options, self._is_strict(strict), progress)
        rows = result.rows
        answers = map(
            Answer,
            result.texts("answer", 0, rows),
            floats(result, "score"),
            result.ints("start", 0, rows),
            result.ints("end", 0, rows),
        )
        return by_item(result, len(questions), is_one, answers)

    def encode(
        self,
        texts: str | Iterable[str],
        pooling: str | None = None,
        normalize: bool | None = None,
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> Array:
        """One float32 vector per text: [texts, hidden], or [hidden] for a single str.

        ``pooling``: "mean", "cls", "max" or "pooler"; None: what the directory's sentence-transformers files say, else "mean".
        ``normalize``: whether vectors have length 1; None: likewise, else True. A text beyond the model's limit is truncated,
        or with ``long_text="windows"`` read in windows that share ``stride`` pieces, averaged by their length.
        ``memory_budget``: most megabytes of scratch memory; 0: what is fastest. ``truncation_side``: "right" or "left", the
        end that is cut. Memory does not grow with the number of texts, but for the result, and for the UTF-8 that Python keeps with every
        str that is not ASCII (docs/python.md). A text's vector is bit for bit
        the same whatever stands beside it.

        Definition: docs/tasks/encode.md.

        Returns:
            float32 [texts, hidden], or [hidden] for a str: the caller's own, writable array.

        Raises:
            UnsupportedError: the directory asks for a module that is not computed here and ``pooling`` is not set, or
                ``pooling`` is "pooler" and the file has none.
            ArgumentError: a budget in which not one sequence has room (the message says what would do), or a stride that is
                too large.
        """
        options["pooling"] = pooling
        options["normalize"] = self._normalizes_vectors if normalize is None else normalize
        listed, is_one = listed_texts(texts)
        vectors = self._native.encode(listed, options, self._is_strict(strict), progress)
        return array_of(vectors[0] if is_one else vectors)

    @overload
    def similarity(
        self, a: str, b: str, *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> float: ...
    @overload
    def similarity(
        self, a: str | Iterable[str], b: str | Iterable[str],
        *, strict: bool | None = None, progress: Progress | None = None, **options: Any
    ) -> Any: ...
    def similarity(
        self,
        a: str | Iterable[str],
        b: str | Iterable[str],
        *,
        strict: bool | None = None,
        progress: Progress | None = None,
        **options: Option,
    ) -> float | Array:
        """Cosines of texts' vectors, -1 to 1 but for rounding. Options and errors as ``encode``'s, but ``normalize``.

        Definition: docs/tasks/encode.md.

        Returns:
            A float for two str, else float32 [len(a), len(b)], a str counting as one text.
        """
        first, is_one = listed_texts(a)
        second, is_other_one = listed_texts(b)
        cosines = self._native.similarity(first, second, options, self._is_strict(strict), progress)
        if is_one and is_other_one:
            return float(cosines[0][0])
        return array_of(cosines)

    def rank(
        self,
        query: str,
        texts: Iterable[str],
        top_k: int | None = None,
        *,
        strict: bool | None = None,
        **options: Option,
    ) -> list[Ranked]:
        """The texts that are most like ``query``, best first; ``top_k`` of them, or all.

        Options and errors as ``similarity``'s. Definition: docs/tasks/encode.md.

        Returns:
            A list of Ranked; of equal scores the text that was given first.
        """
        options["top_k"] = top_k
        listed = list_of(texts, "texts")
        result = self._native.choices("rank", query, listed, options, self._is_strict(strict))
        indices = result.ints("item", 0, result.rows)
        return [
            Ranked(index, listed[index], score) for index, score in zip(indices, floats(result, "score"), strict=True)
        ]
