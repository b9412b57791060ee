"""Bars of answers with probabilities."""

from __future__ import annotations

import pytest
from pictures import Label, elements, of_class, parse

import albert
import albert.viz


def test_bars_are_as_long_as_their_scores_on_one_axis(model):
    answers = model.fill_mask("The [MASK] of the United [MASK] signed the law.", top_k=4)
    root = parse(albert.viz.predictions(answers))
    bars = of_class(root, "bar")
    scores = [answer.score for of_mask in answers for answer in of_mask]
    end = next(end for end in (0.1, 0.2, 0.5, 1) if end >= max(scores))
    assert [float(bar.get("width")) for bar in bars] == pytest.approx([360 * score / end for score in scores], abs=0.01)
    assert [text.text for text in of_class(root, "strong")] == ["mask 1", "mask 2"]
    assert [text.text for text in of_class(root, "piece")] == [a.token for of_mask in answers for a in of_mask]
    told = [title.text for title in elements(root, "title")][1:]
    assert told[0].split("\n") == [
        answers[0][0].token,
        f"{scores[0]:.6f}",
        f"id {answers[0][0].token_id}",
        answers[0][0].sequence,
    ]


def test_labels_of_a_classifier_are_answers_too():
    one = [Label("positive <b>", 0.7), Label("negative", 0.3)]
    root = parse(albert.viz.predictions(one))
    assert [text.text for text in of_class(root, "piece")] == ["positive <b>", "negative"]
    assert not of_class(root, "strong")
    root = parse(albert.viz.predictions([one, one[:1]]))
    assert [text.text for text in of_class(root, "strong")] == ["text 1", "text 2"]
    root = parse(albert.viz.predictions([one, one], names=["first", "second"]))
    assert [text.text for text in of_class(root, "strong")] == ["first", "second"]


@pytest.mark.parametrize(
    ("score", "end"), [(0.0, "0.01"), (0.01, "0.01"), (0.011, "0.02"), (0.3, "0.5"), (1.000001, "1")]
)
def test_the_axis_ends_at_a_round_number_that_holds_every_bar(score, end):
    root = parse(albert.viz.predictions([Label("a", score)]))
    assert [text.text for text in of_class(root, "muted")][-2:] == [end, "probability"]
    assert float(of_class(root, "bar")[0].get("width")) == pytest.approx(360 * min(score, 1) / float(end), abs=0.01)


def test_no_line_of_the_axis_runs_through_a_text():
    heading = "a text that is long enough for its heading to reach the axis"
    root = parse(albert.viz.predictions([[Label("a", 0.2)], [Label("b", 0.9)]], names=[heading, "short"]))
    painted = list(root.iter())
    lines = [at for at, part in enumerate(painted) if part.get("class") == "line"]
    for text in [*of_class(root, "strong"), *(part for part in elements(root, "text") if part.text in ("0.200", "0.900"))]:
        at = next(at for at, part in enumerate(painted) if part is text)
        ground = painted[at - 1]
        assert ground.get("class") == "ground" and at > max(lines)
        left, right = (float(ground.get("x")) + add for add in (0, float(ground.get("width"))))
        assert left <= float(text.get("x")) and right - float(text.get("x")) >= 7 * len(text.text)


def test_bad_answers_are_refused():
    for score in (-0.1, 1.1, float("nan"), float("inf")):
        with pytest.raises(albert.ArgumentError, match="answer 0: score is"):
            albert.viz.predictions([Label("a", score)])
    with pytest.raises(TypeError, match="answer 0 of group 1: score is 'high'; a number expected"):
        albert.viz.predictions([[Label("a", 1)], [Label("a", "high")]])
    for nothing, message in (
        ([], "there are none"),
        ([[]], "group 0 is empty"),
        ([[Label("a", 1)], []], "group 1 is empty"),
    ):
        with pytest.raises(albert.ArgumentError, match=message):
            albert.viz.predictions(nothing)
    for wrong in ([3], ["ab"], [Label("a", 1), [Label("a", 1)]], [[3]]):
        with pytest.raises(TypeError, match="expected|has no token or label"):
            albert.viz.predictions(wrong)
    with pytest.raises(albert.ArgumentError, match="names: 1 expected, one per group; found 2"):
        albert.viz.predictions([Label("a", 1)], names=["a", "b"])
