"""Reads and writes CSV files, saying in French what is wrong with one and what to do."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

import pandas as pd

from analysis.columns import check_frame

CHUNK: Final = 2_000
LONGEST_CELL: Final = 50_000_000


class TableError(ValueError):
    """A file cannot be used; the message is a French sentence."""


def read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """The whole of a CSV file as text, checked. Raises TableError or ColumnsMissing."""
    pieces = list(chunks(path, columns))
    if not pieces:
        raise TableError(f"{path.name} n’a qu’une ligne de titres. Ajoutez des réponses.")
    frame = pd.concat(pieces, ignore_index=True)
    check_ids([path.name], frame["id"])
    return frame


def chunks(path: Path, columns: Sequence[str], size: int = CHUNK) -> Iterator[pd.DataFrame]:
    """A CSV file (UTF-8; comma or semicolon) by pieces of `size` rows, every cell a text.

    Raises TableError (missing, empty, wrong encoding, broken quoting) or ColumnsMissing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _pieces(path.name, file, columns, size)
    except FileNotFoundError as error:
        raise TableError(f"{path} : ce fichier n’existe pas. Vérifiez le chemin.") from error
    except IsADirectoryError as error:
        raise TableError(f"{path} est un dossier. Donnez un fichier CSV.") from error
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path.name} n’est pas en UTF-8. Enregistrez-le de nouveau au format « CSV UTF-8 »."
        ) from error


def _pieces(name: str, file: TextIO, columns: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
    first = file.readline()
    file.seek(0)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, delimiter=_separator(first), strict=True)
    rows = _rows(name, reader)
    titles = [title.strip() for title in next(rows, [])]
    if not titles:
        raise TableError(
            f"{name} est vide. Il faut une ligne de titres ({', '.join(columns)}), "
            "puis une réponse par ligne."
        )
    check_frame(pd.DataFrame(columns=titles), columns, name=name)
    while piece := list(islice(rows, size)):
        yield pd.DataFrame(piece, columns=titles, dtype=object)


def _rows(name: str, reader: Any) -> Iterator[list[str]]:
    """Rows that are not blank, all as long as the first."""
    width = 0
    try:
        for row in reader:
            width = width or len(row)
            if len(row) == width:
                yield row
            elif row:
                raise TableError(
                    f"{name}, ligne {reader.line_num} : {len(row)} cellules au lieu de {width}. "
                    "Mettez entre guillemets les textes qui contiennent le séparateur."
                )
    except csv.Error as error:
        raise TableError(
            f"{name}, ligne {reader.line_num} : un guillemet est mal placé ou n’est pas refermé. "
            "Enregistrez de nouveau le fichier depuis un tableur."
        ) from error


def _separator(titles: str) -> str:
    return ";" if titles.count(";") > titles.count(",") else ","


def check_ids(names: Iterable[str], ids: Iterable[str], seen: set[str] | None = None) -> None:
    """Refuses an empty id or one already seen. Raises TableError."""
    seen = set() if seen is None else seen
    name = ", ".join(names)
    for identifier in ids:
        if not identifier.strip():
            raise TableError(f"{name} : une réponse n’a pas d’id. Donnez-en un à chaque ligne.")
        if identifier in seen:
            raise TableError(
                f"{name} : l’id {identifier} apparaît deux fois. Gardez une seule de ces lignes, "
                "ou changez un des deux id."
            )
        seen.add(identifier)


def write(path: Path, pieces: Iterable[pd.DataFrame]) -> int:
    """Writes frames one after the other; the file appears whole or not at all. Returns the rows."""
    partial = path.with_name(f"{path.name}.partiel-{os.getpid()}")
    rows = 0
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            for piece in pieces:
                piece.to_csv(file, index=False, header=rows == 0)
                rows += len(piece)
            if rows == 0:
                raise TableError(
                    "Aucune réponse à classer : le fichier n’a qu’une ligne de titres."
                )
        os.replace(partial, path)
    except FileNotFoundError as error:
        raise TableError(f"{path} : ce dossier n’existe pas. Créez-le d’abord.") from error
    finally:
        partial.unlink(missing_ok=True)
    return rows
