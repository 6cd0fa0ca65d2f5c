"""Writes what was read in a batch as columns of text."""

import json
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
# Between answers until they are cut apart, all at once; no cell holds it.
_APART: Final = "\n"


def columns(read: Read, labels: Sequence[tuple[str, str]]) -> list[list[str]]:
    """One cell per answer: enjeux, domaines, polarity, scores, evidence, confidence."""
    choices, answers = read.choices, len(read.choices.states)
    places = np.array([LABELS.index(COLUMNS.get(family, LABELS[0])) for family, _ in labels])
    names = np.array([key for _, key in labels], object)
    written = []
    for column in range(len(LABELS)):
        mine = np.flatnonzero(places[choices.columns] == column)
        cells, owners = names[choices.columns[mine]], choices.rows[mine]
        written.append(_joined(cells, owners, answers, ("", SEPARATOR, ""), empty=""))
    named = [json.dumps(key, ensure_ascii=False) + ":" for _, key in labels]
    keys = np.array(named, object)[choices.columns]
    scores = np.column_stack([keys, _decimals(choices.scores)])
    told = [
        _joined(cells, choices.rows, answers, ("{", ",", "}"), empty="{}")
        for cells in (scores, _evidence(read, keys))
    ]
    return [*written, *told, choices.states]


def _decimals(values: Any) -> Any:
    """Numbers as JSON writes them to the fourth decimal."""
    whole = (values * 10_000).round().astype(np.int64)
    written = _DECIMALS[np.clip(whole, 0, len(_DECIMALS) - 1)]
    for at in np.flatnonzero((whole < 0) | (whole >= len(_DECIMALS))).tolist():
        written[at] = repr(int(whole[at]) / 10_000)
    return written


def _evidence(read: Read, keys: Any) -> Any:
    """For each proposal, its key, then its spans as JSON."""
    spans = read.spans
    cells = np.column_stack([_BEGINS[spans.starts], _ENDS[spans.ends], _decimals(spans.weights)])
    lists = _joined(cells, spans.proposals, len(keys), ("[", "],", "]]"), empty="[]")
    return np.column_stack([keys, np.array([*lists, ""], object)[:-1]])


def _joined(
    cells: Any, owners: Ints, count: int, signs: tuple[str, str, str], *, empty: str
) -> list[str]:
    """The cells of each of `count` owners put together: what opens, what parts, what closes them.

    `cells`: some columns, written one after the other; `owners` ascends. `empty`: for an owner
    without cell.
    """
    start, part, end = signs
    if not len(owners):
        return [empty] * count
    ended = np.diff(owners, prepend=0)
    skipped = [(empty + _APART) * many for many in range(int(ended.max()) + 1)]
    # By how many owners ended since the cell before: what stands in front of a cell.
    between = [part, *(end + _APART + each + start for each in skipped[:-1])]
    before = np.array(between, object)[ended]
    before[0] = skipped[int(owners[0])] + start
    told = np.column_stack([before, cells]).ravel().tolist()
    told.append(end + (_APART + empty) * (count - 1 - int(owners[-1])))
    return "".join(told).split(_APART)
