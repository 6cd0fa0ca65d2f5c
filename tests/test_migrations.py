"""The schema's history: it goes up and back on both databases, and ends where the code is."""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from analysis.text import words
from app.extensions import db
from app.services.paroles import twins
from surveys.base import Base
from surveys.search import in_metadata
from tests.conftest import ROOT, build, settings_at
from tests.databases import postgres_database

FOLDER = str(ROOT / "migrations")
SAID = "Le bus du samedi"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without tables."""
    if request.param == "sqlite":
        yield from _built(tmp_path)
        return
    with postgres_database("migrated") as url:
        yield from _built(tmp_path, PAROLES_DATABASE_URL=url)


def _built(home: Path, **environ: str) -> Iterator[Flask]:
    app = build(settings_at(home, **environ))
    with app.app_context():
        logging.getLogger("alembic").setLevel(logging.WARNING)
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    found = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in found if in_metadata(None, name, "table")}


def differences() -> list[object]:
    with db.engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": False,
            "include_object": in_metadata,
        }
        return list(
            compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
        )


def test_migrations_go_up_back_and_up_again(empty_app: Flask) -> None:
    upgrade(directory=FOLDER)
    assert tables() == set(Base.metadata.tables)
    downgrade(directory=FOLDER, revision="base")
    assert tables() == set()
    upgrade(directory=FOLDER)
    assert tables() == set(Base.metadata.tables)


def test_migrations_end_where_the_code_is(empty_app: Flask) -> None:
    upgrade(directory=FOLDER)
    assert differences() == []


def test_a_difference_would_be_seen(empty_app: Flask) -> None:
    upgrade(directory=FOLDER)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE tag")
        connection.exec_driver_sql("ALTER TABLE survey ADD COLUMN odd INTEGER")
    assert {difference[0] for difference in differences()} >= {"add_table", "remove_column"}  # type: ignore[index]


def test_constraints_have_the_same_names_in_both_histories(empty_app: Flask) -> None:
    upgrade(directory=FOLDER)
    seen = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        named = {
            c.name for c in table.constraints if c.name and str(c.name).startswith(("uq_", "ck_"))
        }
        found = {c["name"] for c in seen.get_unique_constraints(table.name)}
        found |= {c["name"] for c in seen.get_check_constraints(table.name)}
        assert named == found, table.name


_A_VERSION = (
    "INSERT INTO territory (id, key, name, short_name, convention, accent, "
    "population_source, is_sample) VALUES (1, 'a', 'A', 'A', '', '', '', false)",
    "INSERT INTO survey (id, territory_id, slug) VALUES (1, 1, 'a')",
    "INSERT INTO survey_version (id, survey_id, number, definition, content_hash, "
    "published_on) VALUES (1, 1, 1, '{}', '', '2026-01-01')",
)
_A_PAROLE = (
    *_A_VERSION,
    "INSERT INTO response (id, survey_id, version_id, received_on, public, channel, campaign, "
    "language, answers) VALUES (1, 1, 1, '2026-01-01', 'habitant', 'web', '', 'fr', '{}')",
    "INSERT INTO parole (id, response_id, question, text) "
    "VALUES (1, 1, 'dire', 'Le bus du samedi')",
)


def test_migrated_versions_are_frozen_too(empty_app: Flask) -> None:
    upgrade(directory=FOLDER)
    with db.engine.begin() as connection:
        for statement in _A_VERSION:
            connection.exec_driver_sql(statement)
    with pytest.raises(DBAPIError, match="never rewritten"), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE survey_version SET number = 2")
    downgrade(directory=FOLDER, revision="0002")
    with db.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT number FROM survey_version").scalar() == 1


def test_twins_known_by_a_bare_digest_are_known_under_the_secret(empty_app: Flask) -> None:
    upgrade(directory=FOLDER, revision="0016")
    bare = hashlib.sha256("|".join(["1", "dire", " ".join(words(SAID))]).encode()).hexdigest()[:32]
    with db.engine.begin() as connection:
        for statement in _A_PAROLE:
            connection.exec_driver_sql(statement)
        coded = "INSERT INTO coding (parole_id, tagger_version, grid_version, doubt, twin_key) "
        connection.execute(text(f"{coded} VALUES (1, '', '', 0, :bare)"), {"bare": bare})
    upgrade(directory=FOLDER)
    known = "SELECT twin_key FROM coding"
    with db.engine.begin() as connection:
        assert connection.exec_driver_sql(known).scalar() == twins.key(1, "dire-2", SAID) != bare
    downgrade(directory=FOLDER, revision="0016")
    with db.engine.begin() as connection:
        assert connection.exec_driver_sql(known).scalar() == ""  # the next reading says it anew
