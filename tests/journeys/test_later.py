"""A form begun on one phone with script, finished on an old one without, by its code alone."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from surveys.models import Response, Unfinished
from tests.answering import FORM, count
from tests.journeys.conftest import Site

WORDS = "Le car de sept heures."


def test_begun_on_one_device_and_finished_on_another(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = browse().new_page()
    page.goto(f"{site.address}{FORM}#points_forts")
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="Continuer plus tard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre brouillon est gardé")
    code = page.locator(".code").inner_text()
    assert count(site.app, Unfinished) == 1

    old = browse(java_script_enabled=False).new_page()
    old.goto(f"{site.address}{FORM}/suivi")
    old.fill("#code", code)
    old.get_by_role("button", name="Voir ma réponse").click()
    expect(old.locator("#points_forts")).to_have_value(WORDS)
    before = count(site.app, Response)
    old.locator("#reponse").get_by_role("button", name="Envoyer ma réponse").click()
    expect(old.locator(".code")).to_have_text(code)
    assert (count(site.app, Response), count(site.app, Unfinished)) == (before + 1, 0)


def test_taken_up_again_with_script_nothing_is_lost_by_another_language(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = browse().new_page()
    page.goto(f"{site.address}{FORM}#points_forts")
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="Continuer plus tard").click()
    code = page.locator(".code").inner_text()
    other = browse().new_page()
    other.goto(f"{site.address}{FORM}/suivi")
    other.fill("#code", code)
    other.get_by_role("button", name="Voir ma réponse").click()
    expect(other.locator("main > [role=status]")).to_contain_text("Votre brouillon du")
    other.get_by_role("button", name="English").click()
    expect(other.locator("#points_forts")).to_have_value(WORDS)


def test_without_network_one_stays_on_the_page_and_is_told(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    """The browser's own error page used to come instead of the form."""
    context = browse()
    page = context.new_page()
    before = count(site.app, Unfinished)
    page.goto(f"{site.address}{FORM}#points_forts")
    page.fill("#points_forts", WORDS)
    context.set_offline(True)
    page.get_by_role("button", name="Continuer plus tard").click()
    expect(page.get_by_text("Rien n’est perdu")).to_be_visible()
    expect(page.locator("#points_forts")).to_have_value(WORDS)
    assert count(site.app, Unfinished) == before
    context.set_offline(False)
    page.get_by_role("button", name="Continuer plus tard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre brouillon est gardé")
    assert count(site.app, Unfinished) == before + 1
