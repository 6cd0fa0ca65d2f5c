"""Three statements handed to SQLite's driver as they are: the ones that a whole territory runs.

SQLAlchemy writes them, once; building, binding and reading them anew for each answer would take
longer than storing it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler


class Straight:
    """A statement compiled for SQLite, run with the values of plain rows."""

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[str]]:
        compiled = self.statement.compile(dialect=sqlite.dialect())
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - for the type checker
        return compiled.string, compiled.positiontup or ()

    def first(self, driver: Any, row: Mapping[str, Any]) -> Any:
        """The first row that comes back, or None."""
        text, names = self._compiled
        return driver.execute(text, [_plain(row[name]) for name in names]).fetchone()

    def count(self, driver: Any, row: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        text, names = self._compiled
        changed: int = driver.execute(text, [row[name] for name in names]).rowcount
        return changed

    def many(self, driver: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement for each of these rows."""
        text, names = self._compiled
        driver.executemany(text, [[row[name] for name in names] for row in rows])


def _plain(value: Any) -> Any:
    """A value as SQLite keeps it: the same as SQLAlchemy's own types write."""
    if isinstance(value, dict):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else value
