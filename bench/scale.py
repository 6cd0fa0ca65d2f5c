"""The tagger from ten thousand answers to a million: `python -m bench.scale [N…]`.

Answers of 25 words, sentences of the corpus put together (synthetic), one long word in fifty
misspelt so that new words keep coming. One process, the whole chain from frame to frame, labels,
scores and spans; as a ratio to a bare loop of `text.lower().split()` and set look-ups over the
same answers in the same run, since others may use the machine. Memory is the process's peak.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator

import pandas as pd

from analysis.tagging import load_shipped, tag_frame
from analysis.tagging.corpus import read_corpus
from analysis.tagging.sources import PART
from bench.tagging import bare, misspelt

WORDS = 25
SIZES = (10_000, 100_000, 1_000_000)


def answers(count: int, words: list[list[str]], seed: int) -> list[str]:
    """The same answers for the same seed."""
    chance = random.Random(seed)  # sentences, not secrets
    made = []
    for _ in range(count):
        found: list[str] = []
        while len(found) < WORDS:
            found += chance.choice(words)
        made.append(misspelt(" ".join(found[:WORDS]), 0.02))
    return made


def parts(size: int, words: list[list[str]]) -> Iterator[list[str]]:
    for start in range(0, size, PART):
        yield answers(min(PART, size - start), words, start)


def main() -> None:
    tagger = load_shipped()
    words = [text.split() for text in read_corpus()["text"]]
    start = time.perf_counter()
    tag_frame(pd.DataFrame({"id": ["0"], "text": ["bus"]}), tagger)
    print(f"made ready in {time.perf_counter() - start:.1f} s")
    for size in map(int, sys.argv[1:] or SIZES):
        ours = loop = used = 0.0
        for texts in parts(size, words):
            frame = pd.DataFrame({"id": range(len(texts)), "text": texts})
            start, cpu = time.perf_counter(), time.process_time()
            tag_frame(frame, tagger)
            ours += time.perf_counter() - start
            used += time.process_time() - cpu
            start = time.process_time()
            bare(texts, {"bus", "école"})
            loop += time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>9,} answers: {size / ours:7,.0f}/s by the clock, {size / used:7,.0f}/s of "
            f"processor, {loop / used:.3f} x the bare loop, peak {peak:,.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
