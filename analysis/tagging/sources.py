"""Looks through files of answers before any is tagged, then hands them out part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import tables
from analysis.columns import ANSWERS

# Rows of one part: what is held in memory at once, and what is done again after a stop.
PART: Final = 20_000

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Part:
    """A few thousand answers of one file; `name` says which, in the order of the rows."""

    name: str
    frame: pd.DataFrame


def expand(patterns: Sequence[str]) -> list[Path]:
    """The files that patterns such as « in/*.parquet » name, each once. Raises TableError."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        if not any(sign in pattern for sign in "*?["):
            found[path] = None
            continue
        base = Path(path.anchor) if path.anchor else Path()
        matching = sorted(base.glob(str(path.relative_to(base))))
        if not matching:
            raise tables.TableError(f"{pattern} : aucun fichier ne correspond. Vérifiez le chemin.")
        found |= dict.fromkeys(matching)
    _check_names(list(found))
    return list(found)


def _check_names(paths: Sequence[Path]) -> None:
    stems = [path.stem for path in paths]
    for stem in stems:
        if stems.count(stem) > 1:
            raise tables.TableError(
                f"Deux fichiers s’appellent {stem} : leurs résultats aussi. Renommez-en un."
            )


def look_through(paths: Sequence[Path]) -> int:
    """How many answers there are, once every row is readable and every id its own.

    Eight bytes per answer are held meanwhile. Raises TableError or ColumnsMissing: a fault at the
    last row is said before the first is tagged.
    """
    hashes = [_hashed(piece["id"]) for path in paths for piece in _checked(path)]
    every = np.sort(np.concatenate(hashes)) if hashes else np.zeros(0, np.uint64)
    twice = np.unique(every[1:][every[1:] == every[:-1]])
    if len(twice):
        _check_twice(paths, twice)
    return len(every)


def _checked(path: Path) -> Iterator[pd.DataFrame]:
    for piece in tables.chunks(path, ANSWERS):
        if not piece["id"].str.strip().all():
            tables.check_ids([path.name], piece["id"])
        yield piece


def _hashed(ids: "pd.Series[str]") -> Hashes:
    return np.asarray(pd.util.hash_array(ids.to_numpy(object), categorize=False), np.uint64)


def _check_twice(paths: Sequence[Path], twice: Hashes) -> None:
    """Two ids may share a hash; only the same id twice is refused."""
    seen: set[str] = set()
    for path in paths:
        for piece in tables.chunks(path, ANSWERS):
            doubtful = piece["id"][np.isin(_hashed(piece["id"]), twice)]
            tables.check_ids([path.name], doubtful, seen)


def parts(paths: Sequence[Path], size: int = PART) -> Iterator[Part]:
    """Every answer of the files, by parts named `FILE-00000`, `FILE-00001`…"""
    for path in paths:
        for number, frame in enumerate(tables.chunks(path, ANSWERS, size)):
            yield Part(f"{path.stem}-{number:05d}", frame)
