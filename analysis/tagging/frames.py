"""Tags a whole frame of answers."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.columns import ANSWERS, SEPARATOR, TAGGED, check_frame
from analysis.tagging.tagger import Proposal, Tagger

# Where the labels of each family are written; another grid's labels go to « enjeux ».
_COLUMNS = {"enjeux": "enjeu", "domaines": "domaine", "polarity": "polarity"}


def tag_frame(frame: pd.DataFrame, tagger: Tagger) -> pd.DataFrame:
    """Tags answers: one row out per row in, in the same order; `frame` is not changed.

    `frame`: columns id, text. An optional column `expected_polarity` holds what the question
    asked for. Gives the columns of `analysis.columns.TAGGED`: labels joined by `|`, best score
    first; `scores`, JSON {label: score}; `evidence`, JSON {label: [[start, end, weight], …]},
    offsets in characters of `text`. Raises ColumnsMissing.
    """
    check_frame(frame, ANSWERS, name="la table des réponses")
    texts = [text if isinstance(text, str) else "" for text in frame["text"]]
    expected = [
        value if isinstance(value, str) and value else None
        for value in frame.get("expected_polarity", [None] * len(texts))
    ]
    proposed = tagger.propose(texts, expected_polarity=expected)
    rows = [[key, *_row(each)] for key, each in zip(frame["id"], proposed, strict=True)]
    return pd.DataFrame(rows, columns=list(TAGGED), index=frame.index)


def _row(proposed: Sequence[Proposal]) -> list[str]:
    labels = [
        SEPARATOR.join(p.key for p in proposed if p.family == family)
        for family in _COLUMNS.values()
    ]
    scores = {_name(p): round(p.score, 4) for p in proposed}
    return [*labels, _json(scores), _json({_name(p): p.spans for p in proposed})]


def _name(proposal: Proposal) -> str:
    return f"{proposal.family}:{proposal.key}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
