"""Builds a tagger from coded answers; without argument, the one that ships with the project."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.columns import split_labels
from analysis.tagging.corpus import FOLDER, file_digests, read_corpus
from analysis.tagging.grid import Grid, shipped_grids
from analysis.tagging.storage import digest, load
from analysis.tagging.tagger import Tagger

SHIPPED_MODEL: Final = Path(__file__).parent.parent / "models" / "paroles.npz"
# Which column holds the labels of a family; another family's column has its name.
COLUMNS: Final = {"enjeu": "enjeux", "domaine": "domaines", "polarity": "polarity"}

_WRITER: Final = re.compile(r"([A-Za-z]+\d*)-")


def train_shipped(folder: Path = FOLDER) -> Tagger:
    """Fits the shipped grids on the corpus alone."""
    files = " ".join(file_digests(folder))
    tagger = train(shipped_grids(), read_corpus(folder), COLUMNS, digest(files.encode()))
    tagger.origin_["files"] = files
    return tagger


def train(
    grids: Mapping[str, Grid], frame: pd.DataFrame, columns: Mapping[str, str], corpus: str
) -> Tagger:
    """Fits a tagger on a frame of coded answers.

    `columns`: family → column of labels joined by `|`. `corpus`: hash kept in the model's header.
    Ids such as « T12-034 » say who wrote: thresholds are chosen on other writers than learnt from.
    """
    labels = {family: [split_labels(cell) for cell in frame[columns[family]]] for family in grids}
    tagger = Tagger(grids).fit(frame["text"].tolist(), labels, writers(frame["id"].tolist()))
    tagger.origin_ = {"corpus": corpus, "answers": str(len(frame))}
    return tagger


def writers(ids: Sequence[str]) -> list[str]:
    """Who wrote each answer, by the prefix of its id; an id without prefix is its own writer."""
    found = [_WRITER.match(identifier) for identifier in ids]
    return [match[1] if match else each for match, each in zip(found, ids, strict=True)]


@cache
def load_shipped() -> Tagger:
    """The tagger that ships with the project, read once. Raises ModelError."""
    return load(SHIPPED_MODEL)
