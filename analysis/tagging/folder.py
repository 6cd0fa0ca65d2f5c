"""Writes tagged parts into a folder, each once: work that was stopped goes on where it was."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from analysis import tables
from analysis.tagging.engines import Engine
from analysis.tagging.sources import Part, parts

# What the folder is the result of.
SHEET: Final = "classement.json"


def tag_into(
    folder: Path, paths: Sequence[Path], engine: Engine, size: int, made_by: dict[str, object]
) -> Iterator[tuple[int, bool]]:
    """Tags the parts that `folder` does not hold yet; gives, part after part,
    how many rows, and whether they were there already.

    One file per part, of the kind of its source (CSV or parquet), which appears whole or not at
    all. `made_by`: model and options; a folder begun with others, or from other files, is
    refused. Raises TableError.
    """
    _open(folder, _sheet(paths, size, made_by))
    done: list[int] = []

    def missing() -> Iterator[Part]:
        for part in parts(paths, size):
            if _target(folder, part.name, suffixes).exists():
                done.append(len(part.frame))
            else:
                yield part

    suffixes = {path.stem: path.suffix for path in paths}
    for name, frame in engine(missing()):
        yield sum(done), True
        done.clear()
        yield tables.write(_target(folder, name, suffixes), iter([frame])), False
    yield sum(done), True


def _target(folder: Path, name: str, suffixes: dict[str, str]) -> Path:
    return folder / (name + suffixes[name.rpartition("-")[0]])


def _sheet(paths: Sequence[Path], size: int, made_by: dict[str, object]) -> str:
    """Model, options and sources: names, sizes and dates of the files."""
    files = [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in paths]
    return json.dumps({**made_by, "part": size, "files": files}, indent=1)


def _open(folder: Path, sheet: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise tables.TableError(f"{folder} est un fichier. Donnez un dossier à -o.") from error
    kept = folder / SHEET
    if not kept.exists():
        if any(folder.iterdir()):
            raise tables.TableError(
                f"{folder} contient déjà autre chose. Donnez à -o un dossier neuf ou vide."
            )
        kept.write_text(sheet, encoding="utf-8")
    elif kept.read_text(encoding="utf-8") != sheet:
        raise tables.TableError(
            f"{folder} vient d’autres fichiers, d’un autre modèle ou d’autres options. "
            "Donnez à -o un autre dossier, ou videz celui-ci."
        )
