"""Threads: the interpreter runs on while the library works, and everybody gets the same bits."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

TEXTS = [f"Text number {number} has {'very ' * (number % 9)}many words." for number in range(24)]


def test_other_threads_run_during_a_call(tokenizer):
    finished = threading.Event()
    texts = ["the quick brown fox jumps over the lazy dog " * 2000] * 120

    def work() -> None:
        tokenizer.encode_batch(texts, threads=1)
        finished.set()

    thread = threading.Thread(target=work)
    thread.start()
    rounds, longest, last = 0, 0.0, time.perf_counter()
    while not finished.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        rounds, longest, last = rounds + 1, max(longest, now - last), now
    thread.join()
    assert rounds >= 20, f"{rounds} rounds, the longest {longest:.3f} s"


def test_sixteen_threads_get_the_same_bits(model):
    expected_vectors = [bytes(model.encode(text, threads=1)) for text in TEXTS]
    expected_answers = [model.fill_mask(text + " [MASK]") for text in TEXTS]
    expected_encodings = [model.tokenizer.encode(text) for text in TEXTS]

    def work(start: int) -> None:
        for step in range(len(TEXTS)):
            at = (start + step) % len(TEXTS)
            assert bytes(model.encode(TEXTS[at])) == expected_vectors[at]
            assert model.fill_mask(TEXTS[at] + " [MASK]") == expected_answers[at]
            assert model.tokenizer.encode(TEXTS[at]) == expected_encodings[at]

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))


def test_any_thread_count_gives_the_same_bits(model):
    expected = bytes(model.encode(TEXTS, threads=1))
    assert all(bytes(model.encode(TEXTS, threads=count)) == expected for count in (2, 3, 8))


def test_threads_share_one_encoding(tokenizer):
    encoding = tokenizer.encode("some words to read at once " * 200)
    with ThreadPoolExecutor(16) as pool:
        read = list(pool.map(lambda _: (encoding.ids, encoding.tokens, encoding.offsets), range(64)))
    assert all(columns == read[0] for columns in read)


def test_sixteen_threads_open_one_recipe_once(run_program):
    run_program(
        "import albert, pickle\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "recipe = pickle.dumps(albert.load())\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    natives = list(pool.map(lambda _: pickle.loads(recipe)._native, range(64)))\n"
        "assert len(set(map(id, natives))) == 1\n"
    )
