"""Other processes: pickles as recipes, fork and spawn, each under a watchdog."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys

import pytest
from headed_models import HEADS

import albert

TEXT = "The president of the United [MASK] signed the law."


def answer(model: albert.Model) -> list[albert.Prediction]:
    return model.fill_mask(TEXT)


def vectors(model: albert.Model) -> bytes:
    return bytes(model.encode(["A text.", "Another one."] * 8, threads=2))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_compute_the_same(model, method):
    expected = vectors(model)  # the threads of the parent's pool exist before the fork
    with multiprocessing.get_context(method).Pool(4) as pool:
        assert pool.map_async(vectors, [model] * 12).get(60) == [expected] * 12
        assert pool.map_async(answer, [model] * 8).get(60) == [answer(model)] * 8
    assert vectors(model) == expected


def test_a_forked_child_uses_what_its_parent_opened(model):
    expected = vectors(model)
    children = []
    for _ in range(8):
        child = os.fork()
        if child == 0:
            os._exit(0 if vectors(model) == expected else 1)
        children.append(child)
    assert vectors(model) == expected
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 8


def test_a_forked_child_can_stop_a_long_call(run_program):
    run_program(
        "import albert, os, signal\n"
        "tokenizer = albert.load().tokenizer\n"
        "tokenizer.encode('word ' * 100_000)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    signal.signal(signal.SIGALRM, signal.default_int_handler)\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0.2)\n"
        "    try:\n"
        "        tokenizer.encode('a' * 100_000_000)\n"
        "    except KeyboardInterrupt:\n"
        "        os._exit(0)\n"
        "    os._exit(1)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0\n"
    )


FORK_DURING_A_CALL = """
import os, signal, sys
import albert
model = albert.load(sys.argv[3])
text = "the quick brown fox jumps over the lazy dog " * 5
children = []
def fork(done, total):
    if not children and done != total:
        children.append(os.fork())
        if children == [0] and sys.argv[1] == "raises":
            raise KeyError("the child's own")
def arm(done, total):  # in the middle of the call, however slow the machine is
    if not children:
        signal.setitimer(signal.ITIMER_REAL, 0.001)
signal.signal(signal.SIGALRM, fork)
try:
    vectors = model.encode([text] * 3000, progress=fork if sys.argv[2] == "progress" else arm)
except (albert.Cancelled, KeyError) as error:
    assert isinstance(error, KeyError) == (sys.argv[1] == "raises"), error
    assert children == [0] and "child" in str(error) or "forked during the call" in str(error)
    assert len(model.encode(["a", "b"])) == 2  # the child goes on with what its parent opened
    os._exit(7)
assert children[0] > 0 and len(vectors) == 3000
assert os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]) == 7
"""


@pytest.mark.parametrize("place", ["handler", "progress"])
@pytest.mark.parametrize("child", ["returns", "raises"])
def test_a_child_forked_during_a_call_leaves_it(run_program, child, place):
    run_program(FORK_DURING_A_CALL, child, place, str(HEADS / "models" / "plain"))


def test_a_pickle_is_a_recipe(model, tokenizer):
    for thing in (model, tokenizer, model.tokenizer):
        pickled = pickle.dumps(thing)
        assert len(pickled) < 1000
        assert type(pickle.loads(pickled)) is type(thing)
    assert answer(pickle.loads(pickle.dumps(model))) == answer(model)
    assert pickle.loads(pickle.dumps(tokenizer)).encode(TEXT) == tokenizer.encode(TEXT)
    assert pickle.loads(pickle.dumps(model.tokenizer)).encode(TEXT) == tokenizer.encode(TEXT)


def test_an_unpickled_model_opens_late_and_once(model_directory, run_program, tmp_path):
    pickled = pickle.dumps([albert.load(model_directory), albert.load(model_directory, threads=1)])
    (tmp_path / "models").write_bytes(pickled)
    run_program(
        "import pickle, sys, albert\n"
        "first, other = pickle.load(open(sys.argv[1], 'rb'))\n"
        "again, _ = pickle.load(open(sys.argv[1], 'rb'))\n"
        "assert first._opened is None\n"
        "first.encode('a')\n"
        "assert again._opened is None and again._native is first._native is not other._native\n"
        "assert albert.Tokenizer.open(sys.argv[2]).encode('a') == first.tokenizer.encode('a')\n",
        str(tmp_path / "models"),
        str(model_directory),
    )


def test_a_recipe_holds_in_another_directory(model_directory, tmp_path, monkeypatch):
    monkeypatch.chdir(model_directory.parent)
    pickled = pickle.dumps(albert.load(model_directory.name))
    monkeypatch.chdir(tmp_path)
    assert answer(pickle.loads(pickled))


def test_a_recipe_whose_files_are_gone_says_so(model_directory, tmp_path):
    path = tmp_path / "spiece.model"
    path.write_bytes((model_directory / "spiece.model").read_bytes())
    pickled = pickle.dumps(albert.Tokenizer.open(path))
    path.unlink()
    sys.modules["albert._recipe"]._alive.clear()
    arrived = pickle.loads(pickled)
    assert "spiece.model" in repr(arrived)
    with pytest.raises(albert.FileError):
        arrived.encode("a")
