"""Paroles checked one after the other without the mouse and without reloading."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import func, select

from app.models.coding import Coding, Tag
from tests.answering import reading
from tests.journeys.conftest import DESKTOP, Site, enter, import_sample

pytestmark = pytest.mark.browser


def checked(app: Flask) -> int:
    with reading(app) as session:
        rows = select(func.count()).where(Coding.checked_at.is_not(None))
        return session.scalar(rows) or 0


def checked_soon(app: Flask, expected: int) -> bool:
    """The next parole is shown while the decision on the last one is still on its way."""
    for _ in range(100):
        if checked(app) == expected:
            return True
        time.sleep(0.1)
    return False


def standing(app: Flask, parole_id: int) -> set[str]:
    with reading(app) as session:
        rows = select(Tag).where(Tag.parole_id == parole_id, Tag.state.in_(("confirmed", "added")))
        return {tag.key for tag in session.scalars(rows)}


@pytest.fixture
def page(site: Site, browse: Callable[..., BrowserContext]) -> Page:
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    if not checked(site.app):
        import_sample(page, site)
    page.goto(f"{site.address}/bureau/paroles/verifier")
    page.wait_for_selector("#raccourcis:visible")
    return page


def id_of(page: Page) -> int:
    return int(page.locator("form.settle").get_attribute("action").rsplit("/", 1)[1])  # type: ignore[union-attr]


def confirm(page: Page) -> None:
    before = id_of(page)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "id => !document.querySelector('form.settle').action.endsWith('/' + id)", arg=before
    )
    page.wait_for_load_state("networkidle")


def test_digits_tick_enter_confirms_and_each_parole_comes_once(site: Site, page: Page) -> None:
    page.evaluate("window.same = true")
    before, seen = checked(site.app), []
    for _ in range(6):
        seen.append(id_of(page))
        if not page.locator("[data-key='2']").is_checked():
            page.keyboard.press("Digit2")
        page.keyboard.press("v")
        confirm(page)
    assert len(set(seen)) == 6
    assert checked_soon(site.app, before + 6)
    assert all({"cohesion_sociale", "point_vigilance"} <= standing(site.app, one) for one in seen)
    assert page.evaluate("window.same") is True  # nothing was reloaded
    assert page.locator("#etat").inner_text().startswith("6 paroles vérifiées")


def left(page: Page) -> int:
    words = page.locator("main p.soft", has_text="à vérifier").first.inner_text()
    return int(words.split()[0])


def test_the_count_goes_down_by_one_each_time(page: Page) -> None:
    before = left(page)
    for done in (1, 2, 3):
        confirm(page)
        assert left(page) == before - done
    page.reload()
    assert left(page) == before - 3


def test_u_takes_back_the_last_decision_and_shows_its_parole(site: Site, page: Page) -> None:
    first, before = id_of(page), checked(site.app) + 1
    confirm(page)
    assert checked_soon(site.app, before)
    page.keyboard.press("u")
    page.wait_for_function(
        "id => document.querySelector('form.settle').action.endsWith('/' + id)", arg=first
    )
    assert checked(site.app) == before - 1
    assert "Décision annulée" in page.locator("#etat").inner_text()


def test_a_decision_that_cannot_be_sent_comes_back_to_the_screen(site: Site, page: Page) -> None:
    first, before = id_of(page), checked(site.app)
    page.wait_for_load_state("networkidle")
    page.route(
        f"**/bureau/paroles/{first}",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.keyboard.press("Enter")
    page.locator("#etat", has_text="n’a pas pu être enregistrée").wait_for()
    assert id_of(page) == first
    assert checked(site.app) == before
    page.unroute_all()
    confirm(page)
    assert checked_soon(site.app, before + 1)


def test_shortcuts_are_switched_off_for_good(site: Site, page: Page) -> None:
    page.locator("#raccourcis").uncheck()
    page.locator("h1").click()
    first, ticked = id_of(page), page.locator("[data-key='2']").is_checked()
    for key in ("Digit2", "Enter"):
        page.keyboard.press(key)
    page.reload()
    assert not page.locator("#raccourcis").is_checked()
    page.keyboard.press("Digit2")
    assert id_of(page) == first
    assert page.locator("[data-key='2']").is_checked() is ticked
