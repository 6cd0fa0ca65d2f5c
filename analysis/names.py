"""Who a capitalised word may be: the lists of `names.toml`, read once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True)
class Names:
    """Word lists (folded) and patterns (parts of regular expressions)."""

    first_names: frozenset[str]
    ambiguous_first_names: frozenset[str]
    place_words: frozenset[str]
    never_names: frozenset[str]
    after_title: frozenset[str]
    not_streets: frozenset[str]
    titles: str
    short_titles: str
    announces: str


def _read(path: Path) -> Names:
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {key: frozenset(value.split()) for key, value in raw.items() if isinstance(value, str)}
    whose = "mon|ma|notre|votre|son|sa|leur|la|le|une?|l['’]"
    return Names(
        **words,
        titles="|".join(raw["titles"]),
        short_titles="|".join(raw["short_titles"]),
        announces="|".join(
            [*raw["introductions"], rf"(?:{whose})\s*(?:{'|'.join(raw['relations'])})"]
        ),
    )


NAMES: Final = _read(Path(__file__).with_name("names.toml"))
