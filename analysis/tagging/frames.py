"""Tags a whole frame of answers."""

import json
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from analysis.columns import ANSWERS, CONFIDENCE, LABELS, SEPARATOR, TAGGED, check_frame
from analysis.tagging.tagger import Proposal, Tagger

# Where the labels of a family are written; those of a family unknown here go to « enjeux ».
_COLUMNS: Final = {"enjeu": "enjeux", "domaine": "domaines", "polarity": "polarity"}


def tag_frame(frame: pd.DataFrame, tagger: Tagger, *, confidence: bool = False) -> pd.DataFrame:
    """Tags answers: one row out per row in, in the same order; `frame` is not changed.

    `frame`: columns id, text. An optional column `expected_polarity` holds what the question
    asked for. Gives the columns of `analysis.columns.TAGGED`: labels joined by `|`, best score
    first; `scores`, JSON {label: score}; `evidence`, JSON {label: [[start, end, weight], …]},
    offsets in characters of `text`. With `confidence`, a last column says how far to believe the
    labels of the first grid: a state of `analysis.tagging.bands`. Raises ColumnsMissing.
    """
    check_frame(frame, ANSWERS, name="la table des réponses")
    texts = [text if isinstance(text, str) else "" for text in frame["text"]]
    expected = [
        value if isinstance(value, str) and value else None
        for value in frame.get("expected_polarity", [None] * len(texts))
    ]
    read = tagger.read(texts, expected_polarity=expected)
    rows = [
        [key, *_row(each.proposals), each.state]
        for key, each in zip(frame["id"], read, strict=True)
    ]
    tagged = pd.DataFrame(rows, columns=[*TAGGED, CONFIDENCE], index=frame.index)
    return tagged if confidence else tagged[list(TAGGED)]


def _row(proposed: Sequence[Proposal]) -> list[str]:
    labels: dict[str, list[str]] = {column: [] for column in LABELS}
    for proposal in proposed:
        labels[_COLUMNS.get(proposal.family, "enjeux")].append(proposal.key)
    scores = {proposal.key: round(proposal.score, 4) for proposal in proposed}
    evidence = {proposal.key: proposal.spans for proposal in proposed}
    return [*map(SEPARATOR.join, labels.values()), _json(scores), _json(evidence)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
