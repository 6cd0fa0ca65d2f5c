"""While far too many answers arrive, each gets through: with script, without, from the queue."""

from collections.abc import Callable, Iterator

import pytest
from limits.storage import MemoryStorage
from playwright.sync_api import BrowserContext

from app.answer import proof, surge
from app.extensions import limiter
from tests.answering import FORM, count
from tests.journeys.conftest import PHONE, Site, without_script
from tests.journeys.test_every_page import faults
from tests.journeys.test_offline import WORDS, begin, send, write

pytestmark = pytest.mark.browser
Browse = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def crowd(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer is one too many."""
    monkeypatch.setattr(surge, "FLOOR", {surge.MINUTE: 0})
    monkeypatch.setattr(surge, "TIMES", 0)
    monkeypatch.setattr(limiter, "_storage", MemoryStorage())  # the site was built without limits
    site.app.config["RATELIMIT_ENABLED"] = True
    yield
    site.app.config["RATELIMIT_ENABLED"] = False


@pytest.fixture
def phone(browse: Browse) -> BrowserContext:
    return browse(viewport=PHONE, is_mobile=True, has_touch=True)


def test_the_device_works_a_moment_and_its_answer_is_received(
    site: Site, phone: BrowserContext
) -> None:
    before, page = count(site.app), phone.new_page()
    refused: list[int] = []
    page.on("response", lambda it: refused.append(it.status) if it.status == 429 else None)
    begin(page, f"{site.address}{FORM}")
    write(page)
    send(page)
    page.locator(".code").wait_for()
    assert (refused, count(site.app)) == ([429], before + 1)


def test_a_page_whose_own_script_did_not_come_works_on_the_page_of_waiting(
    site: Site, phone: BrowserContext
) -> None:
    before, page = count(site.app), without_script(phone.new_page())
    page.goto(f"{site.address}{FORM}")
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1


def test_without_any_script_one_waits_and_sends(
    site: Site, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "WAIT", 3)
    before, context = count(site.app), browse(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}{FORM}")
    page.fill("#points_forts", WORDS)
    button = page.get_by_role("button", name="Envoyer ma réponse")
    button.click()
    page.get_by_text("Attendez 3 secondes").wait_for()
    page.wait_for_timeout(3500)
    button.click()
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1


def test_the_page_of_waiting_has_no_fault(site: Site, browse: Browse) -> None:
    page = without_script(browse(viewport=PHONE, bypass_csp=True).new_page())
    page.route("**/script/proof.*", lambda route: route.abort())
    page.goto(f"{site.address}{FORM}")
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_text("Attendez 20 secondes").wait_for()
    assert not faults(page)
