"""What every figure can do: show itself in a notebook, save itself, be drawn by matplotlib."""

from __future__ import annotations

import errno
import pickle

import numpy
import pytest
from pictures import Entity, HOSTILE, Label, MASKED, weights_of

import albert
import albert.viz
from albert.viz import _markup


def figures(model):
    return [
        albert.viz.attention(model, MASKED),
        albert.viz.attention(model, MASKED, layer=0, head=0),
        albert.viz.tokens(model, HOSTILE[5], "a $pair$"),
        albert.viz.predictions(model.fill_mask(MASKED)),
        albert.viz.predictions([[Label("$a$", 0.5)], [Label("b", 0.25)]]),
        albert.viz.entities("Ann saw $Bo$.", [Entity("PER_$x$", 0.9, 0, 3), Entity("PER", 0.9, 8, 12)]),
    ]


def test_the_same_input_gives_the_same_bytes_in_another_process(model, run_program):
    source = (
        "import albert, albert.viz, hashlib\n"
        "model = albert.load()\n"
        f"text = {MASKED!r}\n"
        "for figure in (albert.viz.attention(model, text), albert.viz.tokens(model, text), albert.viz.predictions(model.fill_mask(text))):\n"
        "    print(hashlib.sha256(figure.html.encode()).hexdigest())\n"
    )
    printed = {run_program(source, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert len(printed) == 1 and len(printed.pop().split()) == 3
    assert [figure.html for figure in figures(model)] == [figure.html for figure in figures(model)]


def test_a_notebook_shows_the_fragment(model):
    for figure in figures(model):
        assert figure._repr_html_() == figure.html and figure.title in repr(figure)
        assert (figure.svg is None) == (not figure.html.count("<svg"))
        with pytest.raises(AttributeError):
            figure.html = ""
        copy = pickle.loads(pickle.dumps(figure))
        assert (copy.title, copy.html, copy.svg) == (figure.title, figure.html, figure.svg)


def test_a_saved_page_is_whole(model, tmp_path):
    for figure in figures(model):
        figure.save(tmp_path / "figure.html")
        page = (tmp_path / "figure.html").read_bytes().decode("utf-8")
        assert page.startswith('<!DOCTYPE html>\n<html lang="en">') and '<meta charset="utf-8">' in page
        assert f"<title>{_markup.escape(figure.title)}</title>" in page and figure.html in page
        if figure.svg is None:
            with pytest.raises(albert.ArgumentError, match="figure.svg: this figure is text and has no SVG"):
                figure.save(tmp_path / "figure.svg")
        else:
            figure.save(str(tmp_path / "figure.SVG"))
            assert (tmp_path / "figure.SVG").read_text(encoding="utf-8") == figure.svg
    with pytest.raises(albert.ArgumentError, match=r"a.png: .html or .svg expected; figure\(\).savefig"):
        figure.save(tmp_path / "a.png")
    with pytest.raises(albert.FileError, match="a.html: No such file or directory") as caught:
        figure.save(tmp_path / "no" / "a.html")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, str(tmp_path / "no" / "a.html"))


def test_a_page_with_surrogates_can_be_written(model, tmp_path):
    albert.viz.tokens(model, "lone \ud800 surrogate").save(tmp_path / "figure.html")
    albert.viz.attention(model, "lone \ud800 surrogate").save(tmp_path / "figure.svg")
    assert "�" in (tmp_path / "figure.html").read_text(encoding="utf-8")


def test_the_package_is_loaded_when_it_is_asked_for(run_program):
    run_program(
        "import sys, albert\n"
        "assert not any(name.startswith('albert.viz') for name in sys.modules)\n"
        "import albert.viz\n"
        "assert 'numpy' not in sys.modules and 'matplotlib' not in sys.modules\n"
        "assert all(hasattr(albert.viz, name) for name in albert.viz.__all__)\n"
    )


def test_without_matplotlib_one_sentence_says_what_to_install(run_program):
    source = (
        "import sys\n"
        "sys.modules['matplotlib'] = None\n"
        "import albert, albert.viz\n"
        "figure = albert.viz.predictions(albert.load().fill_mask('a [MASK]'))\n"
        "assert figure.svg and figure.html\n"
        "try:\n"
        "    figure.figure()\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    assert run_program(source).stdout == 'figure() needs matplotlib: pip install "libalbert[viz]"\n'


@pytest.mark.filterwarnings("ignore:Glyph .* missing:UserWarning")  # which letters its font has is not ours
def test_matplotlib_draws_every_figure(model, tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    for number, figure in enumerate(figures(model)):
        drawn = figure.figure()
        assert type(drawn).__module__ == "matplotlib.figure"
        texts = [
            text for text in drawn.findobj(lambda artist: hasattr(artist, "get_parse_math")) if "$" in text.get_text()
        ]
        assert not any(text.get_parse_math() for text in texts)  # a dollar is a dollar
        drawn.savefig(tmp_path / f"{number}.png", dpi=60)
        drawn.savefig(tmp_path / f"{number}.pdf")


def test_drawing_leaves_pyplot_alone(run_program):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    run_program(
        "import sys, albert, albert.viz\n"
        "model = albert.load()\n"
        "albert.viz.attention(model, 'a').figure()\n"
        "albert.viz.tokens(model, 'a').figure()\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )


def test_matplotlib_draws_the_same_weights(model):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    weights, pieces = weights_of(model, "A text.")
    drawn = albert.viz.attention(model, "A text.", layer=2, head=1).figure()
    axes = drawn.axes[0]
    assert numpy.array_equal(axes.images[0].get_array(), weights[2][1])
    assert [label.get_text() for label in axes.get_yticklabels()] == pieces
    bars = albert.viz.predictions([Label("a", 0.5), Label("b", 0.25)]).figure().axes[0].patches
    assert [bar.get_width() for bar in bars] == [0.5, 0.25]
