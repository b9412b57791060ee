#!/usr/bin/env python3
"""From process start to the first answer in Python: libalbert fills a mask, a peer turns the same text into ids and these into hidden
states. start.py measures it from outside.

    first_answer.py ENGINE MODEL THREADS
"""
import os
import sys

TEXT = "The capital of France is [MASK]."


def main():
    engine, model, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if engine == "libalbert":  # what a user writes, without a line of ours before it
        import albert

        print(albert.load(model, threads=threads).fill_mask(TEXT)[0].token)
        return
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from engines import build

    peer = build(engine, model, threads)
    peer.ragged(peer.tokenize([TEXT]))


if __name__ == "__main__":
    main()
