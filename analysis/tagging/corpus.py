"""Reads the corpus that ships: what was handed over, what was added, what was corrected."""

from pathlib import Path
from typing import Final

import pandas as pd

from analysis.columns import CODED, GOLD, check_frame
from analysis.tagging.storage import digest

FOLDER: Final = Path(__file__).parent.parent / "corpus"
TRAINING: Final = "training.csv"
CORPUS: Final = FOLDER / TRAINING
ADDITIONS: Final = "additions.csv"
CORRECTIONS: Final = "corrections.csv"

_CODED: Final = (*CODED, *GOLD[1:])


def read_corpus(folder: Path = FOLDER) -> pd.DataFrame:
    """Every answer to learn from: columns id, text, enjeux, domaines, polarity; ids are unique.

    The training file, then the additions, then the corrected labels in place of theirs. A file of
    additions or corrections may be missing. Raises ColumnsMissing, or ValueError with a sentence
    for an id met twice or a correction of an answer that is not there.
    """
    frames = [_read(folder / name, _CODED) for name in (TRAINING, ADDITIONS) if _is(folder, name)]
    frame = pd.concat(frames, ignore_index=True)[list(_CODED)]
    twice = frame["id"][frame["id"].duplicated()]
    if len(twice):
        raise ValueError(f"{folder.name} : l’id {twice.iloc[0]} sert deux fois. Changez-en un.")
    if _is(folder, CORRECTIONS):
        frame = _corrected(frame, _read(folder / CORRECTIONS, GOLD))
    return frame


def file_digests(folder: Path = FOLDER) -> list[str]:
    """The SHA-256 of each file learnt from, in reading order."""
    names = (TRAINING, ADDITIONS, CORRECTIONS)
    return [digest((folder / name).read_bytes()) for name in names if _is(folder, name)]


def _is(folder: Path, name: str) -> bool:
    return name == TRAINING or (folder / name).is_file()


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    check_frame(frame, columns, name=path.name)
    return frame


def _corrected(frame: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    unknown = set(corrections["id"]) - set(frame["id"])
    if unknown:
        raise ValueError(f"{CORRECTIONS} : aucune réponse n’a l’id {min(unknown)}. Corrigez-le.")
    # A later line corrects an earlier one.
    last = corrections.drop_duplicates("id", keep="last")
    fixed = frame.set_index("id")
    fixed.update(last.set_index("id")[list(GOLD[1:])])
    return fixed.reset_index()
