"""Reads and writes CSV and parquet files, saying in French what is wrong and what to do."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

import pandas as pd

from analysis import parquet
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
    """A file by pieces of `size` rows, every cell a text: parquet by its name, else CSV (UTF-8;
    comma or semicolon).

    Raises TableError (missing, empty, wrong encoding, broken quoting) or ColumnsMissing.
    """
    try:
        if path.suffix == parquet.SUFFIX:
            yield from parquet.chunks(path, columns, size)
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _pieces(path.name, file, columns, size)
    except parquet.Unreadable as error:
        raise TableError(str(error)) from error
    except FileNotFoundError as error:
        raise TableError(f"{path} : ce fichier n’existe pas. Vérifiez le chemin.") from error
    except IsADirectoryError as error:
        raise TableError(f"{path} est un dossier. Donnez un fichier.") from error
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path.name} n’est pas en UTF-8. Enregistrez-le de nouveau au format « CSV UTF-8 »."
        ) from error


def out_of_reach(error: OSError) -> str:
    """What to say of a file or folder that the system refuses to read or write."""
    where = error.filename or "le fichier"
    return (
        f"{where} : impossible à lire ou à écrire ici ({error.strerror or error}). Vérifiez le "
        "chemin, vos droits et la place qui reste."
    )


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
    for title in columns:
        if titles.count(title) > 1:
            raise TableError(
                f"{name} a deux colonnes {title}. Gardez-en une, ou changez le titre de l’autre."
            )
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


def check_output(path: Path) -> None:
    """Refuses to replace what is no file: a folder, a device, a pipe. Raises TableError."""
    if path.exists() and not path.is_file():
        raise TableError(f"{path} n’est pas un fichier. Donnez un autre nom au résultat.")


def write(path: Path, pieces: Iterable[pd.DataFrame]) -> int:
    """Writes frames one after the other, as parquet or CSV by the name of the file, which appears
    whole or not at all. Returns the rows."""
    check_output(path)
    partial = path.with_name(f"{path.name}.partiel-{os.getpid()}")
    try:
        rows = (_write_parquet if path.suffix == parquet.SUFFIX else _write_csv)(partial, pieces)
        if rows == 0:
            raise TableError("Aucune réponse à classer : le fichier n’a qu’une ligne de titres.")
        os.replace(partial, path)
    except parquet.Unreadable as error:
        raise TableError(str(error)) from error
    except FileNotFoundError as error:
        raise TableError(f"{path} : ce dossier n’existe pas. Créez-le d’abord.") from error
    except UnicodeEncodeError as error:
        raise TableError(f"{path.name} : un id contient un signe illisible.") from error
    finally:
        _remove(partial)
    return rows


def _remove(path: Path) -> None:
    """Takes away what was begun, where it was."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _write_csv(path: Path, pieces: Iterable[pd.DataFrame]) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for piece in pieces:
            if rows == 0:
                writer.writerow(piece.columns)
            writer.writerows(zip(*(piece[name].tolist() for name in piece.columns), strict=True))
            rows += len(piece)
    return rows


def _write_parquet(path: Path, pieces: Iterable[pd.DataFrame]) -> int:
    rows = 0
    with parquet.Writer(path) as writer:
        for piece in pieces:
            writer.write(piece)
            rows += len(piece)
    return rows
