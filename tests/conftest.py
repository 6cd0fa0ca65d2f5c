"""Fixtures shared by every room: an application on its own home, on SQLite or PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from app.config import Settings, read_settings
from app.extensions import db
from app.models import load_models
from app.services.accounts import staff
from app.services.samples import sample
from surveys.base import Base
from tests.databases import database_name, postgres_database
from tests.page_check import CheckedClient
from tests.storing import opened

ROOT = Path(__file__).parent.parent


class _KeptTemplates(BytecodeCache):
    """Templates compiled once for the many applications of a test run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _KeptTemplates()


def pytest_configure(config: pytest.Config) -> None:
    # Flask-Security 5.9 still gives WTForms its choices in the old way.
    old_way = "ignore:Passing SelectField choices as tuples:DeprecationWarning"
    config.addinivalue_line("filterwarnings", old_way)
    # Flask-Compress leaves the static file that it compressed for Python to close.
    left_open = "ignore:unclosed file .*/static/:ResourceWarning"
    config.addinivalue_line("filterwarnings", left_open)


def build(settings: Settings, *, rate_limited: bool = False) -> Flask:
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=rate_limited)
    app.test_client_class = CheckedClient
    app.jinja_env.bytecode_cache = _TEMPLATES
    return app


def settings_at(home: Path, **environ: str) -> Settings:
    return read_settings({"PAROLES_HOME": str(home), **environ})


def fill(app: Flask) -> None:
    """The sample territory with its questionnaires and one chargée, without paroles."""
    from app import web

    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        session = db.session()
        territory = sample.load_territory(session)
        sample.publish_catalogue(session, territory, web.today())
        staff.add(session, "chargee@example.org", "chargee", territory)
        session.commit()


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home made once; each test copies it instead of migrating and loading again."""
    home = tmp_path_factory.mktemp("filled")
    app = build(settings_at(home))
    fill(app)
    with app.app_context():
        db.engine.dispose()
    return home


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "home"
    shutil.copytree(filled_home, copied)
    return copied


@pytest.fixture
def app(home: Path) -> Iterator[Flask]:
    app = build(settings_at(home))
    yield app
    _close(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser: no cookie kept between pages, each page checked."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()


def sign_in(app: Flask, email: str = "chargee@example.org") -> FlaskClient:
    """A browser signed in as this person, through a one-time link as people do it."""
    from app import web

    with app.app_context():
        user = staff.by_email(db.session(), email)
        assert user is not None
        token = staff.make_link(db.session(), user, web.now())
        db.session.commit()
    client = app.test_client()
    page = client.get(f"/bureau/lien/{token}")
    assert page.status_code == 200
    client.post(f"/bureau/lien/{token}", data={"csrf_token": csrf_token(page.text)})
    return client


def csrf_token(html: str) -> str:
    return html.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """The chargée's browser."""
    return sign_in(app)


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A database of its own, empty; skips where no server answers."""
    with postgres_database("test") as url:
        yield url


@pytest.fixture(scope="session")
def filled_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database filled once, which each test copies."""
    with postgres_database("filled") as url:
        app = build(settings_at(tmp_path_factory.mktemp("pg"), PAROLES_DATABASE_URL=url))
        fill(app)
        _close(app)
        yield database_name("filled")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_app(
    request: pytest.FixtureRequest, tmp_path: Path, make_home: Callable[[], Path]
) -> Iterator[Flask]:
    """The application on each of the two databases, filled."""
    if request.param == "sqlite":
        app = build(settings_at(make_home()))
        yield app
        _close(app)
        return
    with postgres_database("test", request.getfixturevalue("filled_postgres")) as url:
        app = build(settings_at(tmp_path / "pg", PAROLES_DATABASE_URL=url))
        yield app
        _close(app)


@pytest.fixture
def make_home(filled_home: Path, tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        shutil.copytree(filled_home, tmp_path / "home")
        return tmp_path / "home"

    return make


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'essai.sqlite'}"


@pytest.fixture(scope="session")
def postgres_tables() -> Iterator[Engine]:
    """One PostgreSQL database with its tables: making one for each test takes too long."""
    with postgres_database("tables") as url:
        yield from _with_tables(url.replace("postgresql:", "postgresql+psycopg:"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Engine]:
    """Each of the two databases, its tables empty; writing unless asked otherwise."""
    if request.param == "sqlite":
        yield from _with_tables(sqlite_url)
        return
    engine = request.getfixturevalue("postgres_tables")
    yield engine
    with engine.begin() as connection:
        # It refuses to be erased line by line.
        connection.exec_driver_sql("TRUNCATE access_change")
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone, for what only it needs."""
    yield from _with_tables(sqlite_url)


@pytest.fixture
def either(engine: Engine) -> Iterator[Session]:
    """A session on each of the two databases, without the web."""
    with Session(engine, autoflush=False) as session:
        yield session


@pytest.fixture
def stored(sqlite: Engine) -> Iterator[Session]:
    """A session on SQLite, for what does not depend on the database."""
    with Session(sqlite, autoflush=False) as session:
        yield session


def _with_tables(url: str) -> Iterator[Engine]:
    load_models()
    engine = opened(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
