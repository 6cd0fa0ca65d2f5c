"""The software's own sentences for whoever answers, by language: one file each, for a writer.

Easy reading says only what it says otherwise; the rest is French. Numbers, days and plurals follow
the language.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from surveys.reading import day_text, number_text

FOLDER = Path(__file__).parent
_FALLBACK = {"falc": "fr"}


@dataclass(frozen=True)
class Items:
    """Several things said in a row, joined by a small word: `and`, `or`, `comma`, `semicolon`."""

    items: tuple["Shown", ...]
    joint: str = "comma"


@dataclass(frozen=True)
class Message:
    """A sentence of the files with what fills it, said once the reader's language is known.

    `count` chooses between singular and plural.
    """

    key: str
    values: Mapping[str, "Shown"] = field(default_factory=dict)
    count: float | None = None

    def said(self, language: str = "fr") -> str:
        """The sentence in one of `words.LANGUAGES`. Raises `KeyError` for another."""
        text = sentence(self.key, language, self.count)
        filled = {name: shown(value, language) for name, value in self.values.items()}
        return text.format(**filled) if filled else text


Shown = str | int | float | date | Message | Items


def sentence(key: str, language: str, count: float | None = None) -> str:
    """What the files say under a key (`word.yes`), its places not yet filled."""
    if count is not None:
        key = f"{key}.{'one' if _is_one(count, language) else 'other'}"
    return _sentences(language)[key]


def shown(value: Shown, language: str) -> str:
    """A value as it is read in a sentence."""
    if isinstance(value, Message):
        return value.said(language)
    if isinstance(value, Items):
        joint = sentence(f"word.{value.joint}", language)
        return joint.join(shown(item, language) for item in value.items)
    if isinstance(value, date):
        return day_text(value, language)
    return value if isinstance(value, str) else number_text(value, language)


def quoted(texts: Iterable[str], joint: str = "comma") -> Items:
    """Texts in the language's quotation marks."""
    return Items(tuple(Message("word.quoted", {"text": text}) for text in texts), joint)


@cache
def table(name: str, language: str) -> dict[str, str]:
    """One table of the files: `age_band` gives band → how it is said."""
    found = _sentences(language).items()
    return {key.removeprefix(f"{name}."): text for key, text in found if key.startswith(f"{name}.")}


def _is_one(count: float, language: str) -> bool:
    return count == 1 if language == "en" else count < 2


@cache
def _sentences(language: str) -> dict[str, str]:
    own = _flat(FOLDER / f"{language}.toml")
    return _sentences(_FALLBACK[language]) | own if language in _FALLBACK else own


def _flat(path: Path) -> dict[str, str]:
    if not path.is_file():
        raise KeyError(path.stem)
    found: dict[str, str] = {}
    for name, text in tomllib.loads(path.read_text("utf-8")).items():
        table = (
            {f"{name}.{key}": said for key, said in text.items()} if isinstance(text, dict) else {}
        )
        found |= table or {name: text}
    return found
