"""Ctrl-C: a long call stops with KeyboardInterrupt, and the objects are as good as before."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit it ignored
sys.path.insert(0, sys.argv[3])
import albert
from headed_models import headed
model = albert.load()
tokenizer = model.tokenizer
TEXT = "the quick brown fox jumps over the lazy dog " * 40
for name in ("classifier", "choice", "tagger", "reader"): headed(name)
calls = {
    "tokenize": lambda: tokenizer.encode("a" * 100_000_000),
    "batch": lambda: tokenizer.encode_batch(["the quick brown fox " * 50_000] * 100),
    "encode": lambda: model.encode(["the quick brown fox jumps over the lazy dog " * 40] * 5000),
    "forward": lambda: model.forward([[2] + [14] * 500 + [3]] * 2000),
    "sentence_order": lambda: model.sentence_order([TEXT] * 5000, [TEXT] * 5000),
    "rank": lambda: model.rank("a", [TEXT] * 5000),
    "similarity": lambda: model.similarity([TEXT] * 5000, ["a"]),
    "classify": lambda: headed("classifier").classify([TEXT] * 40000),
    "zero_shot": lambda: headed("classifier").zero_shot([TEXT] * 40000, "a,b"),
    "choose": lambda: headed("choice").choose("a", [TEXT] * 40000),
    "long_prompt": lambda: headed("choice").choose(TEXT, ["a"] * 40000),
    "many_labels": lambda: headed("classifier").zero_shot(TEXT, [chr(0x4E00 + number) for number in range(20000)]),
    "tag": lambda: headed("tagger").tag([TEXT] * 40000),
    "answer": lambda: headed("reader").answer(["a"] * 40000, [TEXT] * 40000),
}
call = calls[sys.argv[1]]
before = model.fill_mask("a [MASK]")
def ready():
    print("ready", flush=True)
if sys.argv[2] == "refused":  # again and again, in a moment each: no pace of work
    for _ in range(60):
        for wrong in (
            lambda: model.encode([TEXT * 1000], stride=100_000, long_text="windows"),
            lambda: tokenizer.encode(TEXT * 1000, max_length=1),
            lambda: model.forward([[2] * 500 + [10**6]]),
        ):
            try:
                wrong()
            except albert.ArgumentError:
                pass
            else:
                raise AssertionError
if sys.argv[2] == "known":  # how fast bytes are; a prompt or a text is read once for each choice or label
    for _ in range(60):
        headed("choice").choose("a", [TEXT] * 20); headed("classifier").classify([TEXT] * 20)
if sys.argv[2] == "twice":  # the second call is known to be long only by the pace of the first
    model.encode(["warm"] * 50); tokenizer.encode("warm " * 1000); model.forward([[2, 3]])
ready()
try:
    call()
except KeyboardInterrupt:
    print("interrupted", time.monotonic(), flush=True)
    assert model.fill_mask("a [MASK]") == before
    assert tokenizer.encode("a text").ids
    print("sound", flush=True)
else:
    print("finished", flush=True)
"""


TASKS = ["sentence_order", "rank", "similarity", "classify", "zero_shot", "choose", "tag", "answer"]
CALLS = [(call, warm) for call in ("tokenize", "batch", "encode", "forward") for warm in ("once", "twice")]
CALLS += [("tokenize", "refused"), ("encode", "refused"), ("forward", "refused"), ("long_prompt", "known"), ("many_labels", "known")]


@pytest.mark.parametrize(("call", "warm"), [*CALLS, *((task, "once") for task in TASKS)])
def test_ctrl_c_stops_a_long_call(call, warm):
    program = [sys.executable, "-c", PROGRAM, call, warm, str(Path(__file__).parent)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout.readline() == "ready\n"
            time.sleep(0.3)
            sent = time.monotonic()
            child.send_signal(signal.SIGINT)
            said, _ = child.communicate(timeout=60)
        finally:
            child.kill()
    lines = said.splitlines()
    assert lines[-1] == "sound", said
    assert float(lines[0].split()[1]) - sent < 2, "the call stopped too late"


def test_a_handler_that_does_not_raise_lets_the_call_finish(run_program):
    run_program(
        "import signal, albert\n"
        "seen = []\n"
        "signal.signal(signal.SIGALRM, lambda *_: seen.append(1))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\n"
        "tokenizer = albert.load().tokenizer\n"
        "for _ in range(3):\n"
        "    encoding = tokenizer.encode('word ' * 1_000_000)\n"
        "    assert len(encoding) == 1_000_002\n"
        "signal.setitimer(signal.ITIMER_REAL, 0)\n"  # Python takes its handlers back before it ends, and the next alarm would kill
        "assert seen\n"
    )


def test_a_handlers_own_exception_comes_through(run_program):
    run_program(
        "import signal, albert\n"
        "class Late(Exception): pass\n"
        "def late(*_): raise Late\n"
        "signal.signal(signal.SIGALRM, late)\n"
        "tokenizer = albert.load().tokenizer\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.2)\n"
        "try:\n"
        "    tokenizer.encode('a' * 100_000_000)\n"
        "except Late:\n"
        "    pass\n"
        "else:\n"
        "    raise AssertionError\n"
        "assert tokenizer.encode('a text').ids\n"
    )


def test_ctrl_c_reaches_a_main_thread_that_waits_for_a_worker(run_program):
    run_program(
        "import albert, os, signal, threading, time\n"
        "tokenizer = albert.load().tokenizer\n"
        "thread = threading.Thread(target=tokenizer.encode, args=('a' * 10_000_000,))\n"
        "thread.start()\n"
        "threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    time.sleep(30)\n"
        "except KeyboardInterrupt:\n"
        "    thread.join()\n"
        "else:\n"
        "    raise AssertionError\n"
    )
