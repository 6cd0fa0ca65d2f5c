"""Writes what was read in a batch as rows of text."""

from collections.abc import Sequence
from typing import Final

from analysis.columns import LABELS, SEPARATOR
from analysis.tagging.quick.engine import Read

# Where the labels of a family are written; those of a family unknown here go to « enjeux ».
COLUMNS: Final = {"enjeu": "enjeux", "domaine": "domaines", "polarity": "polarity"}


class _Decimals(dict[int, str]):
    """Ten-thousandths as JSON writes them, worked out once."""

    def __missing__(self, value: int) -> str:
        self[value] = text = repr(value / 10_000)
        return text


_DECIMALS: Final = _Decimals()
_KEPT: Final = 100_000


def rows(read: Read, labels: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """One tuple per answer: enjeux, domaines, polarity, scores, evidence, confidence."""
    if len(_DECIMALS) > _KEPT:
        _DECIMALS.clear()
    evidence = _evidence(read)
    places = [LABELS.index(COLUMNS.get(family, LABELS[0])) for family, _ in labels]
    found: list[tuple[list[str], list[str], list[str], list[str], list[str]]] = [
        ([], [], [], [], []) for _ in read.choices.states
    ]
    scores = (read.choices.scores * 10_000).round().astype(int).tolist()
    for row, column, score, shown in zip(
        read.choices.rows.tolist(), read.choices.columns.tolist(), scores, evidence, strict=True
    ):
        key = labels[column][1]
        one = found[row]
        one[places[column]].append(key)
        one[3].append(f'"{key}":{_DECIMALS[score]}')
        one[4].append(f'"{key}":[{shown}]')
    return [
        (
            SEPARATOR.join(enjeux),
            SEPARATOR.join(domaines),
            SEPARATOR.join(polarity),
            f"{{{','.join(scored)}}}",
            f"{{{','.join(shown)}}}",
            state,
        )
        for (enjeux, domaines, polarity, scored, shown), state in zip(
            found, read.choices.states, strict=True
        )
    ]


def _evidence(read: Read) -> list[str]:
    spans = read.spans
    texts = [""] * len(read.choices.rows)
    weights = (spans.weights * 10_000).round().astype(int).tolist()
    for proposal, start, end, weight in zip(
        spans.proposals.tolist(), spans.starts.tolist(), spans.ends.tolist(), weights, strict=True
    ):
        before = texts[proposal]
        one = f"[{start},{end},{_DECIMALS[weight]}]"
        texts[proposal] = f"{before},{one}" if before else one
    return texts
