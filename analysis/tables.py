"""Reads and writes CSV files, saying in French what is wrong with one and what to do."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis.columns import check_frame

CHUNK = 2_000


class TableError(ValueError):
    """A file cannot be used; the message is a French sentence."""


def read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """The whole of a CSV file as text, checked. Raises TableError or ColumnsMissing."""
    frame = pd.concat(list(chunks(path, columns)))
    check_ids([path.name], frame["id"])
    return frame.reset_index(drop=True)


def chunks(path: Path, columns: Sequence[str], size: int = CHUNK) -> Iterator[pd.DataFrame]:
    """A CSV file (UTF-8; comma or semicolon) by pieces of `size` rows, every cell a text.

    Raises TableError (missing, empty, wrong encoding, broken quoting) or ColumnsMissing.
    """
    try:
        with pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            sep=_separator(path),
            chunksize=size,
        ) as pieces:
            for piece in pieces:
                check_frame(piece, columns, name=path.name)
                yield piece
    except FileNotFoundError as error:
        raise TableError(f"{path} : ce fichier n’existe pas. Vérifiez le chemin.") from error
    except IsADirectoryError as error:
        raise TableError(f"{path} est un dossier. Donnez un fichier CSV.") from error
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path.name} n’est pas en UTF-8. Enregistrez-le de nouveau au format « CSV UTF-8 »."
        ) from error
    except pd.errors.EmptyDataError as error:
        raise TableError(
            f"{path.name} est vide. Il faut une ligne de titres ({', '.join(columns)}), "
            "puis une réponse par ligne."
        ) from error
    except pd.errors.ParserError as error:
        raise TableError(
            f"{path.name} : une ligne n’a pas le bon nombre de cellules ou un guillemet n’est pas "
            f"refermé ({str(error).strip()})."
        ) from error


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        head = file.readline()
    return ";" if head.count(";") > head.count(",") else ","


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
