"""Persons counted by public, commune, polarity and label, each table protected as it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from analysis import disclosure
from analysis.disclosure import Count, Row, Table
from analysis.narrowing import Cell, Known, ranges

type Label = tuple[str, str]
OTHER_COMMUNES: Final = "Autres communes"
UNKNOWN: Final = ("", "Non précisé")
TITLES: Final = {"public": "Par public", "commune": "Par commune"}


@dataclass(frozen=True)
class Room:
    """Everyone who answered and all they said; k as in `disclosure`, None for exact counts.

    paroles, responses: frames with the columns of `summary`; publics, communes: (key, label).
    """

    paroles: pd.DataFrame
    responses: pd.DataFrame
    publics: tuple[Label, ...]
    communes: tuple[Label, ...]
    k: int | None

    @property
    def n(self) -> int:
        return int(self.responses["response_id"].nunique())
