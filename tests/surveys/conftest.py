"""Databases without the web: the tables and the two kinds of transaction, nothing more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import load_models
from surveys.base import Base
from tests.storing import opened


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'essai.sqlite'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Engine]:
    """Each of the two databases, with its tables; writing unless asked otherwise."""
    url = sqlite_url
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url").replace("postgresql:", "postgresql+psycopg:")
    yield from _with_tables(url)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone, for what only it needs."""
    yield from _with_tables(sqlite_url)


def _with_tables(url: str) -> Iterator[Engine]:
    load_models()
    engine = opened(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def stored(sqlite: Engine) -> Iterator[Session]:
    """A session on SQLite, for what does not depend on the database."""
    with Session(sqlite, autoflush=False) as session:
        yield session
