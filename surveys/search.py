"""Paroles found by their words, accents and case aside: FTS5 on SQLite, a GIN index on PostgreSQL.

The index keeps itself: by triggers on SQLite, by the database itself on PostgreSQL. FTS5 keeps the
words of what was deleted until its pieces are merged: `surveys.base.checkpoint` does that.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, String, bindparam, text
from sqlalchemy.orm import Session

from surveys.base import SEARCH, made_with
from surveys.models import Parole

COLUMN: Final = "search_words"  # PostgreSQL computes and keeps it; no code of ours writes it
INDEX: Final = "ix_parole_search_words"
SHORTEST_BEGINNING: Final = 3  # « transp » finds « transport »; « la » does not find « langue »
MOST_WORDS: Final = 12
_LIGATURES: Final = {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"}
_WORD: Final = re.compile(r"[^\W_]+")

# What PostgreSQL writes without accents by itself: its `unaccent` may not be installable, and its
# `lower` knows only ASCII where the database was made with the C locale.
_PLAIN: Final = {
    "a": "àâäáãåÀÂÄÁÃÅ", "e": "éèêëÉÈÊË", "i": "íìîïÍÌÎÏ", "o": "óòôöõÓÒÔÖÕ",
    "u": "úùûüÚÙÛÜ", "y": "ýÿÝŸ", "c": "çÇ", "n": "ñÑ",
}  # fmt: skip
_APART: Final = "'’‘\"«»“”()[]{}<>/\\-‐‑–—.,;:!?%&+=*#@_…·|\u00a0\u202f"


def _folded_sqlite(column: str) -> str:
    for sign, letters in _LIGATURES.items():
        column = f"replace({column}, '{sign}', '{letters}')"
    return column


def _folded_postgresql(column: str) -> str:
    accented = "".join(_PLAIN.values())
    plain = "".join(letter * len(signs) for letter, signs in _PLAIN.items())
    signs = (accented + _APART).replace("'", "''").replace(":", r"\:")
    column = f"translate(lower({_folded_sqlite(column)}), '{signs}', '{plain + ' ' * len(_APART)}')"
    return f"to_tsvector('simple', {column})"


_DELETE: Final = (
    f"INSERT INTO {SEARCH} ({SEARCH}, rowid, text) "
    f"VALUES ('delete', old.id, {_folded_sqlite('old.text')});"
)
_INSERT: Final = (
    f"INSERT INTO {SEARCH} (rowid, text) VALUES (new.id, {_folded_sqlite('new.text')});"
)
CREATE: Final = {
    "sqlite": (
        f"CREATE VIEW parole_folded AS SELECT id, {_folded_sqlite('text')} AS text FROM parole",
        f"CREATE VIRTUAL TABLE {SEARCH} USING fts5(text, content='parole_folded', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER parole_search_added AFTER INSERT ON parole BEGIN {_INSERT} END",
        f"CREATE TRIGGER parole_search_gone AFTER DELETE ON parole BEGIN {_DELETE} END",
        "CREATE TRIGGER parole_search_changed AFTER UPDATE OF id, text ON parole "
        f"BEGIN {_DELETE} {_INSERT} END",
    ),
    "postgresql": (
        f"ALTER TABLE parole ADD COLUMN {COLUMN} tsvector "
        f"GENERATED ALWAYS AS ({_folded_postgresql('text')}) STORED",
        f"CREATE INDEX {INDEX} ON parole USING gin ({COLUMN})",
    ),
}
DROP: Final = {
    "sqlite": (
        "DROP TRIGGER parole_search_added",
        "DROP TRIGGER parole_search_gone",
        "DROP TRIGGER parole_search_changed",
        f"DROP TABLE {SEARCH}",
        "DROP VIEW parole_folded",
    ),
    "postgresql": (f"DROP INDEX {INDEX}", f"ALTER TABLE parole DROP COLUMN {COLUMN}"),
}
FILL: Final = f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild')"  # SQLite, for what was there


def _for_ddl(statement: str) -> str:
    """SQLAlchemy's DDL formats its text with %, and takes a colon as it is."""
    return statement.replace("%", "%%").replace(r"\:", ":")


made_with(Parole, {dialect: tuple(map(_for_ddl, each)) for dialect, each in CREATE.items()})


def in_metadata(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Whether SQLAlchemy's tables describe it: Alembic compares the rest with nothing."""
    name = name or ""
    if kind in ("index", "column"):
        return name not in (INDEX, COLUMN)
    return kind != "table" or not (name == SEARCH or name.startswith(f"{SEARCH}_"))


def fold(said: str) -> str:
    """Lower case without accents, œ as oe."""
    for sign, letters in _LIGATURES.items():
        said = said.replace(sign, letters)
    plain = unicodedata.normalize("NFKD", said.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words(said: str) -> list[str]:
    """The words asked for, as the index holds them; the first `MOST_WORDS`."""
    return _WORD.findall(fold(said))[:MOST_WORDS]


def holds(session: Session, asked: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a parole holds each of `asked`, of `words`, or words beginning so."""
    if session.get_bind().dialect.name == "sqlite":
        told = " ".join(f'"{word}"{"*" * _opens(word)}' for word in asked)
        found = text(f"SELECT rowid FROM {SEARCH} WHERE {SEARCH} MATCH :asked")
        return Parole.id.in_(found.bindparams(asked=told).columns(rowid=Integer))
    told = " & ".join(f"'{word}'{':*' * _opens(word)}" for word in asked)
    matched: Any = text(f"parole.{COLUMN} @@ to_tsquery('simple', :asked)").bindparams(
        bindparam("asked", told, type_=String)
    )
    return matched  # type: ignore[no-any-return]


def _opens(word: str) -> bool:
    """Whether the beginning of a word is asked for."""
    return len(word) >= SHORTEST_BEGINNING


def most_alike(session: Session, asked: Sequence[str], most: int) -> list[int]:
    """Identifiers of the paroles that share most of these words, rare ones first."""
    if not asked:
        return []
    if session.get_bind().dialect.name == "sqlite":
        told = " OR ".join(f'"{word}"' for word in asked)
        statement = (
            f"SELECT rowid FROM {SEARCH} WHERE {SEARCH} MATCH :asked ORDER BY rank LIMIT :most"
        )
    else:
        told = " | ".join(f"'{word}'" for word in asked)
        statement = (
            f"SELECT id FROM parole, to_tsquery('simple', :asked) asked "
            f"WHERE {COLUMN} @@ asked ORDER BY ts_rank({COLUMN}, asked) DESC, id LIMIT :most"
        )
    return list(session.scalars(text(statement), {"asked": told, "most": most}))
