"""A grid of labels read from a TOML file: what coders read, and what announces each label."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SHIPPED: Final = Path(__file__).parent.parent / "themes"
FAMILIES: Final = ("enjeu", "domaine", "polarity")
FILES: Final = {"enjeu": "enjeux.toml", "domaine": "domaines.toml", "polarity": "polarity.toml"}
EXCLUSIVE: Final = frozenset({"polarity"})

_TEXTS: Final = ("key", "label", "definition", "includes", "excludes", "example")
_LISTS: Final = ("expressions", "counter_expressions")
_REQUIRED: Final = ("key", "label")


class GridError(ValueError):
    """A grid file cannot be read; the message is a French sentence: file, label, remedy."""


@dataclass(frozen=True)
class Label:
    """One label. Expressions are compared word by word, whatever the accents, case and number."""

    key: str
    label: str
    definition: str = ""
    includes: str = ""
    excludes: str = ""
    example: str = ""
    expressions: tuple[str, ...] = ()
    counter_expressions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """The labels of one family, in the order people see them.

    `at_most`: how many labels an answer may have (0: any number). `default`: the label of an
    exclusive family for an answer without any word.
    """

    family: str
    version: str
    labels: tuple[Label, ...]
    at_most: int = 0
    default: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(label.key for label in self.labels)

    @property
    def exclusive(self) -> bool:
        """Whether each answer has exactly one label."""
        return self.family in EXCLUSIVE


def load_grid(path: Path | str) -> Grid:
    """Reads a grid: `family`, `version`, and one `[[labels]]` table per label.

    Only `key` and `label` are required of a label; `family` defaults to « enjeu ».
    Raises GridError, with a sentence naming the file, the label and the remedy.
    """
    path = Path(path)
    content = _read(path)
    tables = content.get("labels")
    if not isinstance(tables, list) or not tables:
        raise GridError(
            f"{path.name} : aucune étiquette. Ajoutez au moins un bloc [[labels]] "
            "avec key et label."
        )
    labels = tuple(_label(path.name, rank, table) for rank, table in enumerate(tables, start=1))
    _check_unique(path.name, [label.key for label in labels])
    return Grid(
        _text(path.name, content, "family", "enjeu"),
        _version(path.name, content),
        labels,
        _at_most(path.name, content),
        _text(path.name, content, "default", ""),
    )


def shipped_grids() -> dict[str, Grid]:
    """The grids that ship with the project, by family: enjeu, domaine, polarity."""
    return {family: load_grid(SHIPPED / FILES[family]) for family in FAMILIES}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise GridError(f"{path} : ce fichier n’existe pas. Vérifiez le chemin.") from error
    except IsADirectoryError as error:
        raise GridError(f"{path} est un dossier. Donnez le fichier de la grille.") from error
    except UnicodeDecodeError as error:
        raise GridError(f"{path.name} : enregistrez ce fichier en UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise GridError(f"{path.name} : écriture TOML à corriger ({error}).") from error


def _label(file: str, rank: int, table: object) -> Label:
    if not isinstance(table, Mapping):
        raise GridError(f"{file}, étiquette n° {rank} : écrivez-la dans un bloc [[labels]].")
    where = f"{file}, étiquette {table.get('key') or f'n° {rank}'}"
    _check_fields(where, table)
    fields: dict[str, Any] = {field: _text(where, table, field, "") for field in _TEXTS}
    fields |= {field: _list(where, table.get(field, [])) for field in _LISTS}
    return Label(**fields)


def _check_fields(where: str, table: Mapping[str, Any]) -> None:
    for field in sorted(set(table) - {*_TEXTS, *_LISTS}):
        known = ", ".join((*_TEXTS, *_LISTS))
        raise GridError(
            f"{where} : « {field} » n’est pas connu. Retirez-le ou choisissez parmi : {known}."
        )
    for field in _REQUIRED:
        if not table.get(field):
            raise GridError(f'{where} : ajoutez {field} = "…".')
    if any(sign in "|\n\r" for sign in str(table["key"])):
        raise GridError(f"{where} : retirez « | » ou le retour à la ligne de la clé.")


def _text(where: str, table: Mapping[str, Any], field: str, default: str) -> str:
    value = table.get(field, default)
    if not isinstance(value, str):
        raise GridError(f"{where} : {field} doit être un texte entre guillemets.")
    return value


def _list(where: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise GridError(f'{where} : les expressions s’écrivent ["une", "deux"].')
    return tuple(values)


def _version(file: str, content: Mapping[str, Any]) -> str:
    version = content.get("version")
    if not isinstance(version, str) or not version:
        raise GridError(f'{file} : ajoutez une version au début du fichier, version = "1".')
    return version


def _at_most(file: str, content: Mapping[str, Any]) -> int:
    number = content.get("at_most", 0)
    if not isinstance(number, int) or number < 0:
        raise GridError(f"{file} : at_most doit être un nombre entier, par exemple at_most = 4.")
    return number


def _check_unique(file: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise GridError(f"{file}, étiquette {key} : deux fois la même clé. Changez-en une.")
        seen.add(key)
