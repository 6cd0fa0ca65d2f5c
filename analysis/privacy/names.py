"""What a word may be, a name or anything but: the lists of this folder, read once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Names:
    """Lists of folded words; `names.toml` says what each is for."""

    first_names: frozenset[str]
    ambiguous_first_names: frozenset[str]
    capital_first_names: frozenset[str]
    opening_words: frozenset[str]
    titles: frozenset[str]
    relations: frozenset[str]
    young: frozenset[str]
    cues: frozenset[str]
    place_words: frozenset[str]
    never_names: frozenset[str]
    also_surnames: frozenset[str]
    after_title: frozenset[str]
    not_streets: frozenset[str]
    ordinary: frozenset[str]


def _words(name: str) -> frozenset[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _read() -> Names:
    raw: dict[str, Any] = tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8"))
    lists = {key: frozenset(value.split()) for key, value in raw.items()}
    places = lists.pop("places")
    organisations = lists.pop("organisations")
    lists["never_names"] |= places | organisations
    lists["also_surnames"] |= places | organisations
    lists["first_names"] |= _words("first_names.txt")
    lists["first_names"] -= lists["ambiguous_first_names"]
    return Names(**lists, ordinary=_words("ordinary.txt"))


NAMES: Final = _read()
