"""A real server and a real browser, for what only they can show."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import web
from app.extensions import db
from app.services.accounts import staff
from tests.answering import FORM, writing
from tests.conftest import ROOT, build, settings_at
from tests.tagging import FakeTagger

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Site:
    """The application, served."""

    app: Flask
    address: str

    def link(self, email: str = "chargee@example.org") -> str:
        """A new one-time sign-in address."""
        with writing(self.app) as session:
            user = staff.by_email(session, email)
            assert user is not None
            return f"{self.address}/bureau/lien/{staff.make_link(session, user, web.now())}"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Says nothing: addresses hold tickets."""


@pytest.fixture(scope="module")
def site(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own for each module, on a free port, with the sample questionnaires."""
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(filled_home, home)
    server = make_server("127.0.0.1", 0, _nothing, threaded=True, request_handler=_Quiet)
    bind = f"127.0.0.1:{server.server_port}"
    app = build(settings_at(home, PAROLES_BIND=bind))
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("analysis.tagging.load_shipped", FakeTagger, raising=False)
        thread.start()
        yield Site(app, f"http://{bind}")
        server.shutdown()
        thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def _nothing(_environ: object, _start: object) -> list[bytes]:
    return []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """New browsers without history: `browse(viewport=…)`, closed at the end."""
    opened: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        options.setdefault("viewport", PHONE)
        opened.append(chromium.new_context(locale="fr-FR", **options))  # type: ignore[arg-type]
        opened[-1].set_default_timeout(30_000)
        return opened[-1]

    yield make
    for context in opened:
        context.close()


def enter(page: Page, site: Site) -> None:
    """Signs in as the chargée does, through her link."""
    page.goto(site.link())
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/bureau/")


def import_sample(page: Page, site: Site) -> None:
    """The sample's paroles, through the desk's own form."""
    page.goto(f"{site.address}/bureau/collecte/habitants/importer")
    page.set_input_files("#file", ROOT / "app" / "sample" / "paroles.csv")
    page.get_by_role("button", name="Importer").click()
    page.get_by_role("button", name="Classer ces paroles").click()
    page.wait_for_url("**/bureau/")


def without_script(page: Page) -> Page:
    """The resident's pages as they are where our script does not come; `test_offline` has it."""
    page.route("**/script/answer-*", lambda route: route.abort())
    return page


def send_an_answer(page: Page, site: Site, words: str) -> str:
    """Answers one open question; gives the receipt code."""
    without_script(page).goto(f"{site.address}{FORM}")
    page.fill("#points_forts", words)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    return page.locator(".code").inner_text()
