"""Sheets typed by the keyboard alone, from the number to the next sheet."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from app.models.paper import Sheet
from app.services.collection import sheets
from surveys import models, questions, schema
from surveys.asking import Question
from tests.answering import CHOICES, publish, reading, survey, writing
from tests.journeys.conftest import DESKTOP, Site, enter
from tests.journeys.test_every_page import faults
from tests.storing import DAY

pytestmark = pytest.mark.browser


def one_page() -> schema.Survey:
    """A sheet of one page, with what a keyboard meets most."""
    asked: tuple[Question, ...] = (
        questions.Scale(
            key="note", label="Quelle note ?", low=0, high=5, low_label="mal", high_label="bien"
        ),
        questions.SeveralChoices(key="plusieurs", label="Lesquels ?", choices=CHOICES),
        questions.Ranking(key="ordre", label="Dans quel ordre ?", choices=CHOICES),
        questions.Matrix(key="tableau", label="Combien ?", rows=CHOICES[:2], choices=CHOICES[:3]),
        questions.LongText(key="dire", label="Que dire ?"),
        questions.Commune(key="ou", label="Où ?"),
        questions.SingleChoice(key="un", label="Lequel ?", choices=CHOICES),
    )
    return survey(*asked, slug="feuille")


def codes(app: Flask, count: int) -> list[str]:
    """The numbers of a lot just prepared."""
    publish(app, one_page())
    with writing(app) as session:
        found = session.scalars(select(models.Survey).filter_by(slug="feuille")).one()
        lot = sheets.add_batch(session, found.id, count, language="fr", campaign="", today=DAY)
        return [sheets.code(found.id, place) for place in sheets.places(lot)]


def type_sheet(page: Page, code: str, words: str) -> None:
    """One sheet, as it is typed on a French keyboard: digits by their place, without Shift."""
    keys = page.keyboard
    keys.type(code.replace("-", ""))
    keys.press("Enter")
    page.wait_for_selector(".one-by-one")
    keys.press("Digit4")  # the note
    keys.press("Enter")
    for key in ("Digit1", "Numpad3", "Digit2", "Digit2"):  # the second one, ticked then not
        keys.press(key)
    keys.press("Enter")
    for key in ("Digit3", "Digit1", "Digit2", "Digit1"):  # third, second: the first taken away
        keys.press(key)
    keys.press("Enter")
    keys.press("Digit2")
    keys.press("Enter")
    keys.press("Enter")  # the second line left blank
    keys.type(words)
    keys.press("Control+Enter")
    keys.type("Fin.")
    keys.press("Enter")
    keys.type("gou")  # Goujounac
    keys.press("Enter")
    keys.press("Shift+Enter")
    keys.press("Enter")
    keys.press("Enter")  # the last question skipped
    keys.press("Enter")  # stored
    page.wait_for_selector("[role=status]")


def test_twenty_sheets_are_typed_without_the_mouse(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    numbers = codes(site.app, 20)
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/feuille/saisie")
    page.evaluate("addEventListener('mousedown', () => { document.title = 'souris' })")
    for place, code in enumerate(numbers):
        type_sheet(page, code, f"Parole {place}, avec 12 mots.")
        assert code in page.locator("[role=status]").inner_text()
        assert page.evaluate("document.activeElement.id") == "feuille"
    with reading(site.app) as session:
        rows = session.scalars(select(models.Response).join(Sheet)).all()
        assert len(rows) == 20
        for row in rows:
            assert row.channel == "papier"
            assert row.commune == "46126"
            assert row.answers == {
                "note": 4,
                "plusieurs": ["a", "c"],
                "ordre": ["c", "b"],
                "tableau": {"a": "b"},
                "ou": "46126",
            }
        texts = {row.paroles[0].text for row in rows}
    assert texts == {f"Parole {n}, avec 12 mots.\nFin." for n in range(20)}


def test_shortcuts_can_be_switched_off_and_the_screens_have_no_fault(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    codes(site.app, 1)
    page = browse(viewport=DESKTOP, bypass_csp=True).new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/feuille/saisie")
    found = {"number": faults(page)}
    page.keyboard.press("Enter")
    page.wait_for_selector(".one-by-one")
    found["sheet"] = faults(page)
    page.locator("#raccourcis").uncheck()
    page.keyboard.press("Digit4")
    assert page.locator("input[name=note]:checked").count() == 0
    page.reload()
    page.wait_for_selector(".one-by-one")
    page.keyboard.press("Digit4")
    assert page.locator("input[name=note]:checked").count() == 0
    page.locator("#raccourcis").check()
    page.keyboard.press("Digit4")
    assert page.locator("input[name=note]:checked").get_attribute("value") == "4"
    assert found == {name: [] for name in found}


def test_a_sheet_is_typed_by_mouse_or_touch_too(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    codes(site.app, 1)
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/feuille/saisie")
    page.get_by_role("button", name="Saisir cette feuille").click()
    onward, back = (page.get_by_role("button", name=name) for name in ("Suite", "Retour"))
    onward.wait_for()
    assert back.is_hidden()
    page.locator("input[name=note]").nth(3).check()
    onward.click()
    back.click()
    assert page.locator("#avance").inner_text().startswith("Question 1 sur")
    while onward.is_visible():
        onward.click()
    page.get_by_role("button", name="Enregistrer la feuille").click()
    page.get_by_text("Écrivez ce numéro").wait_for()


def test_without_script_the_whole_sheet_is_one_form(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    codes(site.app, 1)
    page = browse(viewport=DESKTOP, java_script_enabled=False).new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/feuille/saisie")
    page.get_by_role("button", name="Saisir cette feuille").click()
    assert page.locator("[name=dire]").is_visible()
    page.fill("[name=dire]", "Sans script.")
    page.get_by_role("button", name="Enregistrer la feuille").click()
    assert "Écrivez ce numéro" in page.locator("[role=status]").inner_text()
