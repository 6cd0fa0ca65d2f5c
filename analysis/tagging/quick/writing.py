"""Writes what was read in a batch as rows of text."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from analysis.columns import LABELS, SEPARATOR
from analysis.tagging.features import Ints
from analysis.tagging.pieces import READ
from analysis.tagging.quick.engine import Read

# Where the labels of a family are written; those of a family unknown here go to « enjeux ».
COLUMNS: Final = {"enjeu": "enjeux", "domaine": "domaines", "polarity": "polarity"}


# Ten-thousandths as JSON writes them: all scores, and nearly all weights.
_DECIMALS: Final = np.array([repr(value / 10_000) for value in range(60_000)], object)
# Places in a text, as spans begin and end with.
_BEGINS: Final = np.array([f"[{at}," for at in range(READ + 1)], object)
_ENDS: Final = np.array([f"{at}," for at in range(READ + 1)], object)


def rows(read: Read, labels: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """One tuple per answer: enjeux, domaines, polarity, scores, evidence, confidence."""
    choices = read.choices
    keys = np.array([f'"{key}":' for _, key in labels], object)[choices.columns]
    scores = keys + _decimals(choices.scores)
    evidence = keys + _evidence(read)
    places = np.array([LABELS.index(COLUMNS.get(family, LABELS[0])) for family, _ in labels])
    names = np.array([key for _, key in labels], object)[choices.columns]
    answers = len(choices.states)
    written = [
        _joined(names[mine], choices.rows[mine], answers, SEPARATOR)
        for column in range(len(LABELS))
        for mine in [np.flatnonzero(places[choices.columns] == column)]
    ]
    told = [
        [f"{{{each}}}" for each in _joined(cells, choices.rows, answers, ",")]
        for cells in (scores, evidence)
    ]
    return list(zip(*written, *told, choices.states, strict=True))


def _decimals(values: Any) -> Any:
    """Numbers as JSON writes them to the fourth decimal."""
    whole = (values * 10_000).round().astype(np.int64)
    written = _DECIMALS[np.clip(whole, 0, len(_DECIMALS) - 1)]
    for at in np.flatnonzero((whole < 0) | (whole >= len(_DECIMALS))).tolist():
        written[at] = repr(int(whole[at]) / 10_000)
    return written


def _evidence(read: Read) -> Any:
    """For each proposal, its spans as JSON."""
    spans = read.spans
    cells = _BEGINS[spans.starts] + _ENDS[spans.ends] + _decimals(spans.weights)
    return np.array(
        [
            f"[{each}]]" if each else "[]"
            for each in _joined(cells, spans.proposals, len(read.choices.rows), "],")
        ],
        object,
    )


def _joined(cells: Any, owners: Ints, count: int, sign: str) -> list[str]:
    """The cells of each owner put together; `owners` ascends."""
    ends = np.cumsum(np.bincount(owners, minlength=count)).tolist()
    flat = cells.tolist()
    found, start = [], 0
    for end in ends:
        found.append(flat[start] if end - start == 1 else sign.join(flat[start:end]))
        start = end
    return found
