"""The columns each frame must have, and one check that says in French what is missing."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

# What a file of answers brings: `text` is free text, `id` is unique.
ANSWERS: Final = ("id", "text")
ANSWERS_OPTIONAL: Final = ("public", "question", "language")

# What the tagger writes and an evaluation reads; labels are joined by `SEPARATOR`.
LABELS: Final = ("enjeux", "domaines", "polarity")
TAGGED: Final = ("id", *LABELS, "scores", "evidence")
CONFIDENCE: Final = "confidence"
LANGUAGE: Final = "language"
GOLD: Final = ("id", *LABELS)
CODED: Final = ("id", "text")
SEPARATOR: Final = "|"

# Stored paroles handed over by `surveys`, with the tags that stand.
PAROLES: Final = ("id", "text", "public", "commune", "enjeux", "domaines", "polarity")


class ColumnsMissing(ValueError):
    """A frame lacks columns; the message is a French sentence that names them."""


def check_frame(frame: pd.DataFrame, columns: Iterable[str], *, name: str) -> None:
    """Checks that `frame` has every one of `columns`.

    `name` is what people call the frame or file (« reponses.csv »).
    Raises ColumnsMissing, with a sentence to show.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ColumnsMissing(_sentence(missing, list(map(str, frame.columns)), name))


def _sentence(missing: list[str], present: list[str], name: str) -> str:
    what = "la colonne" if len(missing) == 1 else "les colonnes"
    found = ", ".join(present) if present else "aucune"
    return (
        f"Dans {name}, il manque {what} {', '.join(missing)}. Colonnes trouvées : {found}. "
        "Ajoutez ce qui manque ou corrigez la première ligne du fichier."
    )


def split_labels(cell: object) -> tuple[str, ...]:
    """« a|b » as (a, b); an empty or missing cell as ()."""
    if not isinstance(cell, str):
        return ()
    return tuple(part for part in (piece.strip() for piece in cell.split(SEPARATOR)) if part)
