"""Cuts the weights of a linear model back into the words of the answer."""

from bisect import bisect
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.tagging.features import Ints, Occurrences
from analysis.tagging.pieces import READ, piece_spans
from analysis.text import STOP_WORDS, normalise

Floats = npt.NDArray[np.float64]
# (start, end, weight): characters of the original, end excluded; weight in log-odds.
Span = tuple[int, int, float]

MOST_SPANS: Final = 4
# Spans stop once they hold this share of what speaks for the label.
ENOUGH: Final = 0.7


def piece_weights(occurrences: Occurrences, values: Floats, pieces: int) -> Floats:
    """What each piece brings, in log-odds: the sum over pieces is the sum over features.

    `values`: one per occurrence. What comes from several pieces is shared equally.
    """
    sizes = occurrences.lasts - occurrences.firsts + 1
    shares = values / sizes
    # Each occurrence starts adding at its first piece and stops after its last.
    steps = np.bincount(occurrences.firsts, shares, minlength=pieces + 1)
    steps -= np.bincount(occurrences.lasts + 1, shares, minlength=pieces + 1)
    return np.asarray(np.cumsum(steps)[:pieces], np.float64)


def values_per_occurrence(occurrences: Occurrences, columns: Ints, row: Floats) -> Floats:
    """Shares the weighted value of each feature equally among its occurrences.

    `columns`, `row`: the answer's row of the matrix (sorted column numbers, values).
    """
    places = np.searchsorted(columns, occurrences.ids)
    counts = np.bincount(places, minlength=len(columns))
    return np.asarray(row[places] / counts[places], np.float64)


class Spans:
    """The pieces of one answer and where they lie in it."""

    def __init__(self, text: str) -> None:
        found = normalise(text[:READ])
        self.places = piece_spans(found.text)
        self.words = [found.text[start:end] for start, end in self.places]
        self._normalised = found

    def cut(self, weights: Floats, *, small_words: bool = False) -> tuple[Span, ...]:
        """The few runs of words that weigh most in favour, in reading order.

        `small_words`: whether « pas », « trop », « faudrait » count as evidence.
        """
        weights = weights.round(9)  # words that weigh the same are taken in reading order
        chosen = self._chosen(weights, small_words)
        return tuple(self._span(first, last, weights) for first, last in self._runs(chosen))

    def _chosen(self, weights: Floats, small_words: bool) -> list[int]:
        telling = [at for at, word in enumerate(self.words) if _tells(word, small_words)]
        candidates = telling or list(range(len(self.words)))
        ranked = sorted(candidates, key=lambda at: (-weights[at], at))
        total = sum(max(0.0, float(weights[at])) for at in candidates)
        kept: list[int] = []  # in reading order
        held, runs = 0.0, 0
        for at in ranked:
            if kept and (weights[at] <= 0 or held >= ENOUGH * total):
                break
            place = bisect(kept, at)
            more = runs + self._more(kept[place - 1 : place], at, kept[place : place + 1])
            if more <= MOST_SPANS:
                kept.insert(place, at)
                held, runs = held + float(weights[at]), more
        return kept

    def _more(self, before: list[int], at: int, after: list[int]) -> int:
        """How many more runs there are once `at` is taken between its neighbours: one, none, or
        one less."""
        joined = [self._joined(one, at) for one in before]
        joined += [self._joined(at, one) for one in after]
        apart = bool(before and after) and self._joined(before[0], after[0])
        return 1 - sum(joined) + apart

    def _runs(self, chosen: Sequence[int]) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        for at in chosen:
            if runs and self._joined(runs[-1][1], at):
                runs[-1] = runs[-1][0], at
            else:
                runs.append((at, at))
        return runs

    def _joined(self, before: int, after: int) -> bool:
        """Neighbours, or parted by one or two small words (« garde d'enfants »)."""
        if after - before > 3:
            return False
        between = self.words[before + 1 : after]
        return all(word in STOP_WORDS or word in "'-" for word in between)

    def _span(self, first: int, last: int, weights: Floats) -> Span:
        start, _ = self._normalised.original_span(*self.places[first])
        _, end = self._normalised.original_span(*self.places[last])
        return start, end, round(float(weights[first : last + 1].sum()), 4)


def _tells(word: str, small_words: bool) -> bool:
    return word[0].isalnum() and len(word) > 1 and (small_words or word not in STOP_WORDS)
