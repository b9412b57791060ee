"""Objects: immutable, copied as themselves, safe at the interpreter's end and in other interpreters."""

from __future__ import annotations

import copy
import gc
import weakref

import pytest

import albert
from albert import _albert


def test_nothing_can_be_assigned(model, tokenizer):
    things = [model, tokenizer, tokenizer.encode("a"), model.fill_mask("a [MASK]")[0], model.forward([[2, 3]])]
    for thing in things:
        for name in ("ids", "token", "hidden", "info", "anything", "_recipe"):
            with pytest.raises(AttributeError):
                setattr(thing, name, 1)
            with pytest.raises(AttributeError):
                delattr(thing, name)


def test_copies_are_the_object_itself(model, tokenizer):
    for thing in (model, tokenizer):
        assert copy.copy(thing) is thing and copy.deepcopy(thing) is thing
    assert model.tokenizer is model.tokenizer


def test_copies_of_answers_have_the_same_values(model, tokenizer):
    for answer in (tokenizer.encode("a text"), model.fill_mask("a [MASK]")[0]):
        assert copy.copy(answer) == answer == copy.deepcopy(answer)
    output = model.forward([[2, 3]])
    for same in (copy.copy(output), copy.deepcopy(output)):
        assert [row.tolist() for row in same.hidden] == [row.tolist() for row in output.hidden]


@pytest.mark.parametrize("kind", [albert.Model, albert.Tokenizer, albert.Encoding, albert.FloatArray])
def test_classes_are_not_called(kind):
    with pytest.raises(TypeError):
        kind()


@pytest.mark.parametrize("kind", [_albert.FloatArray, _albert.Result, _albert.Tokenizer, _albert.Model])
def test_native_types_cannot_be_made_subclassed_or_changed(kind):
    with pytest.raises(TypeError):
        kind.__new__(kind)
    with pytest.raises(TypeError):
        type("Other", (kind,), {})
    with pytest.raises(TypeError):
        kind.anything = 1


def test_what_nobody_holds_is_freed(model_directory):
    native = weakref.ref(albert.load(model_directory)._native)
    tokenizer = weakref.ref(albert.Tokenizer.open(model_directory)._native)
    gc.collect()
    assert native() is None and tokenizer() is None


def test_the_interpreter_ends_well_whatever_is_alive(run_program):
    done = run_program(
        "import albert\n"
        "model = albert.load()\n"
        "class Last:\n"
        "    def __init__(self): self.model, self.vector = model, model.encode('a')\n"
        "    def __del__(self): self.model.fill_mask('a [MASK]'); self.model.encode('b'); print('said')\n"
        "last = Last()\n"
        "cycle = [last]; cycle.append(cycle)\n"
        "import builtins; builtins.kept = (Last(), model.tokenizer, model.forward([[2, 3]]))\n"
    )
    assert done.stderr == "" and done.stdout.count("said") >= 1


def test_the_interpreter_ends_while_a_daemon_thread_computes(run_program):
    run_program(
        "import albert, threading, time\n"
        "tokenizer = albert.load().tokenizer\n"
        "threading.Thread(target=tokenizer.encode, args=('a' * 30_000_000,), daemon=True).start()\n"
        "time.sleep(0.1)\n"
    )


@pytest.mark.parametrize("kind", ["legacy", "isolated"])
def test_each_interpreter_has_its_own_state(run_program, kind):
    run_program(
        "import sys\n"
        "import albert\n"
        "try:\n"
        "    import _xxsubinterpreters as interpreters\n"
        "except ImportError:\n"
        "    import _interpreters as interpreters\n"
        "def create(kind):\n"
        "    if sys.version_info >= (3, 13): return interpreters.create(kind)\n"
        "    return interpreters.create(isolated=kind == 'isolated')\n"
        "expected = albert.load().tokenizer.encode('a text').ids\n"
        "source = 'import albert; t = albert.load().tokenizer; assert t.encode(\"a text\").ids == ' + repr(expected)\n"
        "for _ in range(3):\n"
        "    other = create(sys.argv[1])\n"
        "    failure = interpreters.run_string(other, source)\n"
        "    assert failure is None, failure\n"
        "    interpreters.destroy(other)\n"
        "assert albert.load().tokenizer.encode('a text').ids == expected\n",
        kind,
    )
