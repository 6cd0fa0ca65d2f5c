"""Fixtures shared by every room: an application on its own home, on SQLite or PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app import create_app
from app.config import Settings, read_settings
from app.extensions import db
from app.services import sample, staff
from tests.page_check import CheckedClient

ROOT = Path(__file__).parent.parent
POSTGRES = os.environ.get("PAROLES_TEST_POSTGRES_URL", "postgresql:///postgres")


def pytest_configure(config: pytest.Config) -> None:
    # Flask-Security 5.9 still gives WTForms its choices in the old way.
    old_way = "ignore:Passing SelectField choices as tuples:DeprecationWarning"
    config.addinivalue_line("filterwarnings", old_way)


def build(settings: Settings, *, rate_limited: bool = False) -> Flask:
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=rate_limited)
    app.test_client_class = CheckedClient
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
    """A database of its own, dropped afterwards; skips where no server answers."""
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server (PAROLES_TEST_POSTGRES_URL)")
    name = f"paroles_test_{os.getpid()}"
    with server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        info = server.info
        host = info.host or "/var/run/postgresql"
        query = f"?host={host}&port={info.port}&user={info.user}"
        yield f"postgresql:///{name}{query}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_app(
    request: pytest.FixtureRequest, tmp_path: Path, make_home: Callable[[], Path]
) -> Iterator[Flask]:
    """The application on each of the two databases, filled."""
    if request.param == "sqlite":
        app = build(settings_at(make_home()))
    else:
        url = request.getfixturevalue("postgres_url")
        app = build(settings_at(tmp_path / "pg", PAROLES_DATABASE_URL=url))
        fill(app)
    yield app
    _close(app)


@pytest.fixture
def make_home(filled_home: Path, tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        shutil.copytree(filled_home, tmp_path / "home")
        return tmp_path / "home"

    return make
