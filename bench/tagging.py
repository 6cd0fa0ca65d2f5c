"""What the shipped tagger costs, and what misspelt words cost it: `python -m bench.tagging`.

Speed as a ratio within one run, to a bare loop of `text.lower().split()` and set look-ups, since
others may use the machine. Misspellings on the sample answers (synthetic), which nothing was
chosen on.
"""

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.tagging import load_shipped, tag_frame
from analysis.tagging.evaluation import evaluate

SAMPLE = Path("app/sample/paroles.csv")
RATES = (0.0, 0.05, 0.1, 0.2)
LONG = re.compile(r"[^\W\d_]{5,}")
TIMES = 5


def misspelt(text: str, rate: float) -> str:
    """`text` where a share of the words of five letters or more lost or swapped a letter.

    The same text is always misspelt in the same way.
    """
    chance = random.Random(text)  # misspellings, not secrets

    def maybe(word: re.Match[str]) -> str:
        return _slip(word[0], chance) if chance.random() < rate else word[0]

    return LONG.sub(maybe, text)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 2)
    if chance.random() < 0.5:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def seconds(work: Callable[[], object]) -> float:
    """The shortest of several runs: what the work costs when nothing else runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def bare(texts: list[str], known: set[str]) -> int:
    return sum(word in known for text in texts for word in text.lower().split())


def main() -> None:
    sample = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    tagger = load_shipped()
    texts = sample["text"].tolist()
    ours = seconds(lambda: tag_frame(sample, tagger))
    loop = seconds(lambda: bare(texts, {"bus", "école"}))
    speed = f"{len(texts) / ours:,.0f} answers/s with scores and spans"
    print(f"{speed}, {loop / ours:.4f} x the bare loop")
    for rate in RATES:
        wrong = sample.assign(text=[misspelt(text, rate) for text in texts])
        report = evaluate(tag_frame(wrong, tagger), sample)
        print(
            f"{rate:4.0%} of long words misspelt: enjeux micro F1 "
            f"{report.families['enjeux'].micro.f1:.3f}, polarity {report.polarity_accuracy:.3f}"
        )


if __name__ == "__main__":
    main()
