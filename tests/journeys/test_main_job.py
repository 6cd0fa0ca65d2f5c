"""From a resident's phone to a document for the committee."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.answering import FORM, count
from tests.journeys.conftest import (
    DESKTOP,
    PHONE,
    Site,
    enter,
    import_sample,
    without_script,
)

pytestmark = pytest.mark.browser
WORDS = "Le bus du samedi nous rend libres."


def answer_on_a_phone(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/")
    page.get_by_role("link", name="Répondre : Vivre ici").click()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_role("link", name="Comment trouvez-vous la vie").click()  # from the error summary
    page.get_by_label("4 sur 5", exact=True).check()
    page.get_by_label("Qu’est-ce qui va bien, ici ?").fill(WORDS)
    page.get_by_label("Un rendez-vous médical").check()
    page.get_by_label("Dans quelle commune").select_option("46066")
    page.get_by_label("30 à 44 ans").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Votre réponse est bien")
    return page.locator(".code").inner_text()


def test_a_resident_answers_and_the_committee_reads(
    site: Site, browse: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    phone = browse(viewport=PHONE, java_script_enabled=False, is_mobile=True, has_touch=True)
    code = answer_on_a_phone(phone.new_page(), site)
    assert len(code.replace("-", "")) == 10
    assert phone.cookies() == []
    assert count(site.app) == 1

    page = browse(viewport=DESKTOP, accept_downloads=True).new_page()
    enter(page, site)
    import_sample(page, site)
    page.get_by_role("link", name="Paroles", exact=True).click()
    page.get_by_label("Chercher des mots").fill("samedi nous rend")
    page.get_by_role("button", name="Filtrer").click()
    assert page.locator("#liste").inner_text() == "1 parole"
    assert page.locator("mark").all_inner_texts() == ["bus"]
    page.get_by_text("Confirmer, refuser, ajouter").click()
    page.get_by_role("button", name="Confirmer", exact=True).click()
    assert page.locator(".tag.sure").count() == 1

    page.get_by_role("link", name="Exports").click()
    page.get_by_role("button", name="Continuer").click()
    assert "en 261 paroles, sur 9 enjeux" in page.locator(".lead").inner_text().replace("\xa0", " ")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Préparer la synthèse").click()
    file = tmp_path / "synthese.docx"
    downloading.value.save_as(file)
    document = docx.Document(str(file))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert document.tables
    assert "éthode" in words
    assert downloading.value.suggested_filename.endswith(".docx")


def focus_by_tab(page: Page, wanted: str) -> None:
    """Tabs until the element of this selector has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def test_the_form_is_filled_and_sent_with_the_keyboard_alone(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    before = count(site.app)
    page = without_script(browse(viewport=DESKTOP).new_page())
    page.goto(f"{site.address}{FORM}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    focus_by_tab(page, "input[name=vivre_ici]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    focus_by_tab(page, "#points_forts")
    page.keyboard.type("La place du marché.")
    focus_by_tab(page, "input[name=difficultes]")
    page.keyboard.press("Space")
    focus_by_tab(page, "select[name=commune]")
    page.keyboard.type("Cazals")
    focus_by_tab(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".code")
    assert count(site.app) == before + 1


def test_what_has_the_focus_is_seen(site: Site, browse: Callable[..., BrowserContext]) -> None:
    page = without_script(browse(viewport=PHONE).new_page())
    page.goto(f"{site.address}{FORM}")
    script = """() => { const e = document.activeElement, c = e.closest('.choice') || e;
        const s = getComputedStyle(c); return e === document.body || e.className === 'skip'
        || s.outlineStyle !== 'none' && s.outlineWidth !== '0px' }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(script), page.evaluate("document.activeElement.outerHTML")
