"""What words mean, as vectors: a word never met in the corpus weighs as its neighbours do."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.tagging.features import MEANINGS, Features
from analysis.tagging.linear import Linear

Floats = npt.NDArray[np.float64]

FILE: Final = Path(__file__).parent.parent / "models" / "meanings.npz"


@dataclass(frozen=True)
class Meanings:
    """Folded words in alphabetical order, and a vector of each (words × dimensions).

    Vectors of the multilingual Universal Sentence Encoder (Yang 2019), less their mean, of length
    one, turned to their principal axes and kept on 8 bits.
    """

    words: tuple[str, ...]
    vectors: Floats


@cache
def load_meanings() -> Meanings:
    """The words that ship with the project, read once."""
    with np.load(FILE, allow_pickle=False) as stored:
        words = bytes(stored["words"]).decode("utf-8").split("\n")
        return Meanings(tuple(words), stored["vectors"] * stored["scales"].astype(np.float64))


def save_meanings(words: Iterable[str], vectors: Floats, path: Path = FILE) -> None:
    """Writes words (any order) and their vectors, each dimension on 8 bits."""
    order = sorted(range(len(vectors)), key=list(words := list(words)).__getitem__)
    scales = np.abs(vectors).max(axis=0) / 127
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(words[at] for at in order).encode(), np.uint8),
        vectors=np.round(vectors[order] / scales).astype(np.int8),
        scales=scales.astype(np.float32),
    )


class Space:
    """Learns one weight per dimension of the meanings, and gives each word what that makes.

    A narrow matrix has the dimensions of the meanings, last, in place of the columns of words.
    """

    def __init__(self, features: Features, meanings: Meanings) -> None:
        numbers = [features.reader.vocabulary[MEANINGS + word] for word in meanings.words]
        self._start = numbers[0] if numbers else 0
        self._end = self._start + len(numbers)
        self._vectors = meanings.vectors

    def narrow(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        meant = matrix[:, self._start : self._end] @ self._vectors
        parts = [matrix[:, : self._start], matrix[:, self._end :], sparse.csr_matrix(meant)]
        return sparse.csr_matrix(sparse.hstack(parts, format="csr"))

    def narrowed(self, prior: Linear) -> Linear:
        """The same prior for a narrow matrix: meanings say nothing before they are learnt."""
        nothing = np.zeros((self._vectors.shape[1], prior.weights.shape[1]))
        kept = [prior.weights[: self._start], prior.weights[self._end :], nothing]
        return Linear(np.vstack(kept), prior.intercepts)

    def widened(self, linear: Linear) -> Linear:
        """What was learnt on a narrow matrix, with one row per word again."""
        size = self._vectors.shape[1]
        words, axes = np.split(linear.weights, [len(linear.weights) - size])
        parts: list[Any] = [words[: self._start], self._vectors @ axes, words[self._start :]]
        return Linear(np.vstack(parts), linear.intercepts)
