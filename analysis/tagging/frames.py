"""Tags a whole frame of answers."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from analysis import language
from analysis.columns import (
    ANSWERS,
    CONFIDENCE,
    LANGUAGE,
    TAGGED,
    check_frame,
)
from analysis.tagging.pieces import READ
from analysis.tagging.quick.writing import columns
from analysis.tagging.tagger import Tagger, unmarked

Expected = Sequence[str | None]
EXPECTED: Final = "expected_polarity"


def tag_frame(
    frame: pd.DataFrame,
    tagger: Tagger,
    *,
    confidence: bool = False,
    languages: bool = False,
) -> pd.DataFrame:
    """Tags answers: one row out per row in, in the same order; `frame` is not changed.

    `frame`: columns id, text. An optional column `expected_polarity` holds what the question
    asked for. Gives the columns of `analysis.columns.TAGGED`: labels joined by `|`, best score
    first; `scores`, JSON {label: score}; `evidence`, JSON {label: [[start, end, weight], …]},
    offsets in characters of `text`. With `confidence`, a last column says how far to believe the
    labels of the first grid: a state of `analysis.tagging.bands`; with `languages`, a last column
    says in which language each answer is (`analysis.language`): one that is not read has no label.
    An answer is read in the same way alone or in company. Raises ColumnsMissing.
    """
    check_frame(frame, ANSWERS, name="la table des réponses")
    # A plain list: a column of text gives its cells one by one three times slower.
    texts = [text if isinstance(text, str) else "" for text in frame["text"].tolist()]
    bare = [unmarked(text) for text in texts]
    expected = _expected(frame)
    cells: list[list[str]] = [[] for _ in (*TAGGED[1:], CONFIDENCE)]
    for read in tagger.engine.read(bare, expected):
        for column, found in zip(cells, columns(read, tagger.engine.labels), strict=True):
            column += found
    kept = [*TAGGED[1:], *([CONFIDENCE] if confidence else [])]
    tagged = {"id": frame["id"]}
    tagged |= {
        name: pd.Series(column, index=frame.index, dtype=object)
        for name, column in zip(kept, cells, strict=False)
    }
    if languages:
        found_in = [language.guess(text[:READ]) for text in bare]
        tagged[LANGUAGE] = pd.Series(found_in, index=frame.index, dtype=object)
    return pd.DataFrame(tagged)


def _expected(frame: pd.DataFrame) -> Expected:
    if EXPECTED not in frame:
        return [None] * len(frame)
    return [value if isinstance(value, str) and value else None for value in frame[EXPECTED]]
