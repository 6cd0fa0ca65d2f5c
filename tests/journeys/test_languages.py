"""A reader of English, and a reader of easy French, on the resident's pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.answering import FORM, count
from tests.journeys.conftest import DESKTOP, PHONE, Site, without_script
from tests.journeys.test_every_page import faults

pytestmark = pytest.mark.browser
PAGES = ("/", FORM, "/q/associations", "/q/elus", f"{FORM}/suivi", "/aide", "/donnees-personnelles")
TARGETS = """() => [...document.querySelectorAll('.langs a, .langs button')]
  .map(e => e.getBoundingClientRect()).filter(b => b.width < 44 || b.height < 44).length"""


@pytest.fixture
def stranger(browse: Callable[..., BrowserContext]) -> Page:
    return without_script(browse(bypass_csp=True).new_page())


@pytest.mark.parametrize("language", ["en", "falc"])
def test_no_page_in_another_language_has_a_fault(site: Site, stranger: Page, language: str) -> None:
    found = {}
    for address in PAGES:
        stranger.goto(f"{site.address}{address}?lang={language}")
        found[address] = faults(stranger)
        assert stranger.evaluate(TARGETS) == 0
    assert found == {address: [] for address in PAGES}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_one_begins_in_french_goes_on_in_english_and_loses_no_word(
    site: Site, browse: Callable[..., BrowserContext], scripts: bool
) -> None:
    context = browse(viewport=PHONE, java_script_enabled=scripts)
    page, before = context.new_page(), count(site.app)
    page.goto(f"{site.address}{FORM}#points_forts")
    page.fill("#points_forts", "The market,\nand the people.")
    page.goto(f"{site.address}{FORM}#deplacements")  # with scripts, one part per screen
    page.get_by_label("Je conduis").check()
    page.goto(f"{site.address}{FORM}#commune")
    if scripts:
        page.wait_for_selector(".kept p")
    page.select_option("#commune", "46066")
    key = page.locator("[name=idempotency_key]").input_value()
    page.get_by_role("button", name="English").click()
    if scripts:
        page.get_by_text("We found what you had written").wait_for()  # then the draft is back
    assert page.locator("h1").inner_text() == "Living here: what works, what is missing"
    assert page.input_value("#points_forts") == "The market,\nand the people."
    assert page.get_by_label("I drive").is_checked()
    assert page.input_value("#commune") == "46066"
    assert page.locator("[name=idempotency_key]").input_value() == key
    assert count(site.app) == before
    if scripts:
        page.evaluate("location.hash = 'relire'")
    page.get_by_role("button", name="Send my response", exact=True).last.click()
    page.locator(".code").wait_for()
    assert page.locator("h1").inner_text() == "Your response has arrived. Thank you."
    assert context.cookies() == []
    assert count(site.app) == before + 1


def test_states_in_english_and_easy_french_have_no_fault(site: Site, stranger: Page) -> None:
    stranger.goto(f"{site.address}{FORM}?lang=falc")
    for number in range(4):  # one more than allowed
        stranger.locator("input[name=priorites]").nth(number).check()
    stranger.get_by_role("button", name="Envoyer ma réponse").last.click()
    stranger.wait_for_selector(".errors")
    found = {"errors": faults(stranger)}
    stranger.get_by_role("button", name="English").click()
    found["switched"] = faults(stranger)
    stranger.locator("input[name=priorites]").first.uncheck()
    stranger.get_by_role("button", name="Send my response").last.click()
    found["receipt"] = faults(stranger)
    code = stranger.locator(".code").inner_text()
    stranger.goto(f"{site.address}{FORM}/suivi?lang=en")
    stranger.fill("#code", code)
    stranger.get_by_role("button", name="See my response").click()
    found["answers"] = faults(stranger)
    stranger.get_by_role("button", name="Facile à lire").click()
    found["answers, easy"] = faults(stranger)
    stranger.get_by_role("button", name="Changer ma réponse").click()
    found["correction, easy"] = faults(stranger)
    assert found == {name: [] for name in found}


def test_enter_sends_and_does_not_change_language(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = without_script(browse(viewport=DESKTOP).new_page())
    page.goto(f"{site.address}/q/associations?lang=en")
    page.fill("#partenaire_souhaite", "A school")
    page.press("#partenaire_souhaite", "Enter")
    page.wait_for_selector(".code")
    assert "lang=en" in page.url


def test_the_hidden_default_button_is_reached_by_no_one(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = without_script(browse(viewport=PHONE).new_page())
    page.goto(site.address + FORM)
    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText"))
    assert seen[1:4] == ["Cazals-Salviac", "English", "Facile à lire"]
