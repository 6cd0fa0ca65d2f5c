"""Tags a whole frame of answers."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import language
from analysis.columns import (
    ANSWERS,
    CONFIDENCE,
    LABELS,
    LANGUAGE,
    SEPARATOR,
    TAGGED,
    check_frame,
)
from analysis.tagging.pieces import READ
from analysis.tagging.quick.writing import COLUMNS, rows
from analysis.tagging.tagger import Proposal, Tagger, unmarked

Expected = Sequence[str | None]


def tag_frame(
    frame: pd.DataFrame,
    tagger: Tagger,
    *,
    confidence: bool = False,
    languages: bool = False,
    fast: bool = False,
) -> pd.DataFrame:
    """Tags answers: one row out per row in, in the same order; `frame` is not changed.

    `frame`: columns id, text. An optional column `expected_polarity` holds what the question
    asked for. Gives the columns of `analysis.columns.TAGGED`: labels joined by `|`, best score
    first; `scores`, JSON {label: score}; `evidence`, JSON {label: [[start, end, weight], …]},
    offsets in characters of `text`. With `confidence`, a last column says how far to believe the
    labels of the first grid: a state of `analysis.tagging.bands`; with `languages`, a last column
    says in which language each answer is (`analysis.language`): one that is not read has no label.
    `fast`: a hundred times quicker, and near the same (`docs/tagger.md`). An answer is read in the
    same way alone or in company. Raises ColumnsMissing.
    """
    check_frame(frame, ANSWERS, name="la table des réponses")
    texts = [text if isinstance(text, str) else "" for text in frame["text"]]
    expected = [
        value if isinstance(value, str) and value else None
        for value in frame.get("expected_polarity", [None] * len(texts))
    ]
    found = (_fast if fast else _whole)(tagger, texts, expected)
    tagged = pd.DataFrame(found, columns=[*TAGGED[1:], CONFIDENCE], index=frame.index, dtype=object)
    tagged.insert(0, "id", frame["id"])
    kept = [*TAGGED, *([CONFIDENCE] if confidence else [])]
    if languages:
        found_in = [language.guess(unmarked(text)[:READ]) for text in texts]
        tagged[LANGUAGE] = pd.Series(found_in, index=frame.index, dtype=object)
        kept.append(LANGUAGE)
    return tagged[kept]


def _fast(tagger: Tagger, texts: list[str], expected: Expected) -> list[tuple[str, ...]]:
    engine, bare = tagger.engine, [unmarked(text) for text in texts]
    return [row for read in engine.read(bare, expected) for row in rows(read, engine.labels)]


def _whole(tagger: Tagger, texts: list[str], expected: Expected) -> list[tuple[str, ...]]:
    read = tagger.read(texts, expected_polarity=expected)
    return [(*_row(each.proposals), each.state) for each in read]


def _row(proposed: Sequence[Proposal]) -> list[str]:
    labels: dict[str, list[str]] = {column: [] for column in LABELS}
    for proposal in proposed:
        labels[COLUMNS.get(proposal.family, LABELS[0])].append(proposal.key)
    scores = {proposal.key: round(proposal.score, 4) for proposal in proposed}
    evidence = {proposal.key: proposal.spans for proposal in proposed}
    return [*map(SEPARATOR.join, labels.values()), _json(scores), _json(evidence)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
