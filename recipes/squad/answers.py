"""Answers of a model to the questions of a dev set, and for SQuAD 2.0 by how much no answer is likelier than the best one."""
import math
import sys

from questions import cut

AT_ONCE = 64  # questions of one call
MOST_ANSWERS = 1000  # that `Model.answer` lists
LISTED = 20  # answers among which no answer is found nearly always
LEAST = 1e-45  # what a probability that is 0 in float32 counts as


def ask(model, questions, *, v2, **options):
    """The best answer to each question by its id, and for version 2 the odds that there is none, in logits.

    The odds are z(no answer) - z(best answer), sums of start and end logits: `comparable` gives all windows of a context one softmax,
    whose sums the logarithm of the quotient of two scores is rid of. No answer counts as the least of its windows, as in the published program.
    """
    answers, odds = {}, {}
    if v2:
        options |= {"impossible": True, "comparable": True}
    for first in range(0, len(questions), AT_ONCE):
        part = questions[first : first + AT_ONCE]
        asked = [cut(model.tokenizer, one.question) for one in part]
        found = model.answer(asked, [one.context for one in part], top_k=LISTED if v2 else 1, **options)
        for one, question, listed in zip(part, asked, found, strict=True):
            best = next((answer for answer in listed if answer.answer), None)
            answers[one.id] = best.answer if best else ""
            if v2:
                odds[one.id] = _log(_null_score(model, question, one.context, listed, options)) - _log(best.score if best else 0)
        if first // AT_ONCE % 10 == 9:
            print(f"{first + len(part)} of {len(questions)} questions answered", file=sys.stderr, flush=True)
    return answers, odds


def _log(score):
    return math.log(max(score, LEAST))


def _null_score(model, question, context, listed, options):
    """Of no answer: where it is not listed, it is among the pieces, of which there are few enough to list them all."""
    null = next((answer for answer in listed if not answer.answer), None)
    if null is None:
        short = {**options, "alignment": "piece", "max_answer_length": 1}
        pieces = model.answer(question, context, top_k=MOST_ANSWERS, **short)
        null = next((answer for answer in pieces if not answer.answer), None)
    return null.score if null else 0.0
