"""A need from an association's phone to the desk and back; every page and state without fault."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from surveys.needs.models import Besoin
from tests.answering import count
from tests.journeys.conftest import DESKTOP, PHONE, Site, enter
from tests.journeys.test_every_page import faults

pytestmark = pytest.mark.browser
WORDS = "Un local pour ranger les tables et le bus du comité."
SEND = "Envoyer ce besoin"


def fill(page: Page, words: str, name: str = "Comité des fêtes") -> None:
    if page.locator("#nom").count():
        page.fill("#nom", name)
    page.fill("#besoin", words)
    page.get_by_label("Thédirac").check()
    page.get_by_label("Pas de lieu").check()


def deposit(page: Page, site: Site, words: str = WORDS, name: str = "Comité des fêtes") -> str:
    """Deposits a need; gives the private link."""
    page.goto(f"{site.address}/besoins")
    fill(page, words, name)
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("link", name="Voir vos besoins").click()
    return page.url


def test_an_association_asks_on_a_phone_without_script_and_reads_the_answer(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    before = count(site.app, Besoin)
    phone = browse(viewport=PHONE, java_script_enabled=False, is_mobile=True, has_touch=True)
    page = phone.new_page()
    page.goto(f"{site.address}/")
    page.get_by_role("link", name="Déposer un besoin").click()
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("link", name="Le nom de votre association").click()  # from the errors
    fill(page, WORDS)
    page.get_by_role("button", name=SEND).click()
    link = page.locator(".link").inner_text()
    assert re.fullmatch(rf"{re.escape(site.address)}/besoins/[\w-]{{43}}", link)
    assert count(site.app, Besoin) == before + 1
    assert phone.cookies() == []

    desk = browse(viewport=DESKTOP).new_page()
    enter(desk, site)
    assert "sans réponse depuis aujourd’hui" in desk.locator(".todo").inner_text()
    desk.get_by_role("link", name="Répondre : ").click()
    assert WORDS in desk.locator(".parole").inner_text()
    desk.get_by_label("Retenu", exact=True).check()
    desk.get_by_label("dans quelle action").fill("Un local partagé")
    desk.get_by_label("Ce que vous dites").fill("Réunion le mois prochain.")
    desk.get_by_role("button", name="Envoyer la réponse").click()
    assert "Réponse enregistrée" in desk.locator("[role=status]").inner_text()

    page.goto(link)
    said = page.locator(".standing").inner_text()
    assert "Un local partagé" in said
    assert "Réunion le mois prochain." in said
    page.get_by_text("Écrire au sujet de ce besoin").click()
    page.get_by_label("Votre message").fill("Merci à tous.")
    page.get_by_role("button", name="Envoyer ce message").click()
    assert "Merci à tous." in page.locator(".account").inner_text()
    page.get_by_text("Effacer tous vos besoins").click()
    page.get_by_role("button", name="Tout effacer").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tout est effacé"
    assert count(site.app, Besoin) == before


@pytest.fixture
def stranger(browse: Callable[..., BrowserContext]) -> Page:
    return browse(bypass_csp=True).new_page()


@pytest.fixture
def chargee(browse: Callable[..., BrowserContext], site: Site) -> Page:
    page = browse(bypass_csp=True).new_page()
    enter(page, site)
    return page


def test_the_pages_of_an_association_have_no_fault(site: Site, stranger: Page) -> None:
    page, found = stranger, {}
    page.goto(f"{site.address}/besoins")
    found["form"] = faults(page)
    page.fill("#courriel", "moi")
    page.get_by_role("button", name=SEND).click()
    found["errors"] = faults(page)
    fill(page, WORDS * 30)
    page.fill("#courriel", "asso@example.org")
    page.fill("#apports", "x" * 120)
    page.get_by_role("button", name=SEND).click()
    found["receipt"] = faults(page)
    page.get_by_role("link", name="Voir vos besoins").click()
    link = page.url
    page.get_by_text("Ce que vous aviez indiqué").click()
    page.get_by_text("Écrire au sujet de ce besoin").click()
    page.get_by_role("button", name="Envoyer ce message").click()
    found["no message"] = faults(page)
    page.get_by_label("Votre message").fill("y" * 300)
    page.get_by_role("button", name="Envoyer ce message").click()
    found["written"] = faults(page)
    page.get_by_role("link", name="Ajouter un besoin").click()
    found["another"] = faults(page)
    key = page.locator("[name=idempotency_key]").input_value()
    fill(page, "Un car.")
    page.get_by_role("button", name=SEND).click()
    page.goto(f"{link}/ajouter")  # as a page that a cache kept would be
    page.eval_on_selector("[name=idempotency_key]", "(e, key) => e.value = key", key)
    fill(page, "Un autre car.")
    page.get_by_role("button", name=SEND).click()
    found["used form"] = faults(page)
    page.get_by_role("button", name="Envoyer comme un nouveau besoin").click()
    assert page.locator("section.need").count() == 3
    page.get_by_text("Effacer tous vos besoins").click()
    found["three needs"] = faults(page)
    page.get_by_role("button", name="Tout effacer").click()
    found["erased"] = faults(page)
    page.goto(link)
    found["dead link"] = faults(page)
    assert found == {name: [] for name in found}


def test_the_desk_of_needs_has_no_fault(site: Site, stranger: Page, chargee: Page) -> None:
    page, found = chargee, {}
    page.goto(f"{site.address}/bureau/besoins")
    found["empty"] = faults(page)
    deposit(stranger, site, "Une salle chauffée pour l’aide aux devoirs.")
    deposit(stranger, site, "Nous cherchons une salle pour l’aide aux devoirs.", "Les Voisins")
    page.goto(f"{site.address}/bureau/besoins")
    found["list"] = faults(page)
    page.goto(f"{site.address}/bureau/besoins?status=retenu")
    found["nothing kept"] = faults(page)
    page.goto(f"{site.address}/bureau/besoins")
    page.get_by_role("link", name="Ouvrir le besoin de Les Voisins").click()
    page.get_by_text("Choisir un autre besoin").click()
    found["need"] = faults(page)
    page.get_by_label("Non retenu").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    found["no reason"] = faults(page)
    page.get_by_text("Choisir un autre besoin").click()
    page.get_by_role("button", name="Réunir", exact=True).click()
    found["merged with nothing"] = faults(page)
    page.get_by_role("button", name="Réunir à ce besoin").first.click()
    found["merged"] = faults(page)
    page.locator("main").get_by_role("link", name="Comité des fêtes").first.click()
    found["kept"] = faults(page)
    page.get_by_label("À l’étude").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    found["answered"] = faults(page)
    assert found == {name: [] for name in found}


def test_back_to_a_page_of_mistakes_finds_what_was_typed(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = browse(java_script_enabled=False).new_page()
    page.goto(f"{site.address}/besoins")
    words = page.locator("textarea").first
    words.fill("Une salle le mardi.")
    page.get_by_role("button", name="Envoyer ce besoin").last.click()
    assert page.title().startswith("Erreur")
    page.get_by_role("link", name="Aide", exact=True).click()
    page.go_back()
    assert page.locator("textarea").first.input_value() == "Une salle le mardi."
