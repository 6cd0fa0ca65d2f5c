"""One questionnaire from LibreOffice to its exports: the whole chain, on screens and on paper."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Site, enter
from tests.journeys.test_writing import button
from tests.printing import pango, words_by_page
from tests.spreadsheets import Rows, needs_soffice, saved_by_libreoffice

pytestmark = [pytest.mark.browser, pytest.mark.libreoffice, needs_soffice, pango]
Browse = Callable[..., BrowserContext]
SLUG = "le-marche-du-dimanche"
FRENCH, ENGLISH = "label::Français (fr)", "label::English (en)"
SURVEY: Rows = [
    ["type", "name", FRENCH, ENGLISH, "required", "relevant", "constraint", "appearance",
     "paroles_kind"],
    ["begin_group", "marche", "Le marché", "The market"],
    ["select_one venue", "venez", "Venez-vous au marché du dimanche ?", "Do you come on Sundays?",
     "yes"],
    ["select_multiple manque or_other", "manques", "Qu'est-ce qui y manque ?", "What is missing?",
     "", "${venez} != 'jamais'", "count-selected(.) <= 2"],
    ["integer", "distance", "À combien de kilomètres habitez-vous ?", "How many kilometres away?",
     "", "", ". >= 0 and . <= 60"],
    ["end_group"],
    [],
    ["begin_group", "vous", "Vous", "You"],
    ["text", "idees", "Que proposez-vous pour le marcher ?", "What do you suggest?",
     "", "", "", "multiline"],
    ["text", "commune", "Où habitez-vous ?", "Where do you live?", "", "", "", "", "commune"],
    ["geopoint", "position", "Où êtes-vous ?", "Where are you?"],
    ["end_group"],
]  # fmt: skip
CHOICES: Rows = [
    ["list_name", "name", FRENCH, ENGLISH],
    ["venue", "souvent", "Souvent", "Often"],
    ["venue", "parfois", "Parfois", "Sometimes"],
    ["venue", "jamais", "Jamais", "Never"],
    [],
    ["manque", "legumes", "Des légumes", "Vegetables"],
    ["manque", 2, "Du pain", "Bread"],
    ["manque", "banc", "Un banc", "A bench"],
]
SETTINGS: Rows = [["form_title", "form_id", "version"], ["Le marché du dimanche", "marche", 1]]
ABOUT = {
    "purpose": "La commune veut savoir ce qui manque au marché.",
    "who_reads": "La chargée de coopération, et elle seule.",
    "rights": "Avec le code donné à la fin, vous relisez, corrigez ou effacez.",
}
IN_ENGLISH = {
    "title": "The Sunday market",
    "purpose.1": "The village wants to know what the market lacks.",
    "who_reads.1": "The project officer, and nobody else.",
    "rights": "With the code given at the end, you read, correct or erase.",
    "question.venez.hint": "Even once a year counts.",
}


def look(page: Page, _where: str) -> None:
    """Nothing sticks out of the screen, on a phone nor on a desk."""
    size = page.viewport_size
    for width in (PHONE["width"], DESKTOP["width"]):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{_where} is {wide} wide at {width}"
    if size:
        page.set_viewport_size(size)


@pytest.fixture
def desk(site: Site, browse: Browse) -> Page:
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    return page


def test_one_questionnaire_goes_through_the_whole_chain(
    site: Site, desk: Page, browse: Browse, tmp_path: Path
) -> None:
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    bring(desk, site, saved_by_libreoffice(tmp_path, "marche", sheets))
    edit(desk, site)
    translate(desk, site)
    publish(desk, site)
    numbers = spread(desk, site)
    answer_without_script(site, browse)
    answer_with_script(site, browse)
    enter_from_paper(desk, site, numbers[0])
    first, rows = exported(desk, site)
    assert len(rows) == 3
    correct_a_typo(desk, site)
    again, after = exported(desk, site)
    assert (again, after) == (first, rows)  # neither a column nor a row moved
    answer_without_script(site, browse)  # to version 2, whose correction is not in English
    columns, after = exported(desk, site)
    assert columns == first
    assert len(after) == 4
    assert all(row in after for row in rows)
    said = {(row["channel"], row["language"]): row for row in rows}
    on_paper = said["papier", "fr"]
    assert (on_paper["venez"], on_paper["idees"]) == ("parfois", "Un abri.")
    assert on_paper["manques"] == "legumes|banc"
    without_script, with_script = said["web", "en"], said["web", "fr"]
    assert (without_script["venez"], without_script["manques"]) == ("jamais", "")
    assert (with_script["manques"], with_script["manques_autre"]) == ("autre", "des fleurs")


def bring(desk: Page, site: Site, file: Path) -> None:
    """The file, then what was understood of it: the one line that was not is named."""
    desk.goto(f"{site.address}/bureau/collecte/importer")
    look(desk, "the file")
    desk.set_input_files("#file", file)
    button(desk, "Lire ce fichier").click()
    expect(desk.locator("h1")).to_have_text("5 questions comprises")
    expect(desk.locator("#perdu ~ ul")).to_contain_text("Feuille survey, ligne 11")
    expect(desk.locator("#perdu ~ ul")).to_contain_text("geopoint")
    look(desk, "what was understood")
    button(desk, "Créer le brouillon").click()
    expect(desk.locator("h1")).to_have_text("Le marché du dimanche")


def edit(desk: Page, site: Site) -> None:
    """What a spreadsheet does not say, written in the editor."""
    look(desk, "the editor")
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}/diffuser")
    expect(desk.locator("h1")).to_have_text("Pas encore publié")
    look(desk, "nothing to spread yet")
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}/modifier/presentation")
    for name, words in ABOUT.items():
        desk.fill(f"#{name}", words)
    button(desk, "Enregistrer", exact=True).click()
    look(desk, "the presentation")
    desk.get_by_role("link", name="Venez-vous au marché").click()
    desk.fill("#hint", "Même une fois par an compte.")
    expect(
        desk.frame_locator("#apercu").get_by_text("Même une fois par an compte.")
    ).to_be_visible()
    button(desk, "Enregistrer", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("Enregistré")
    look(desk, "a question")


def translate(desk: Page, site: Site) -> None:
    """What the file did not translate; until the needed ones are there, English waits."""
    editor = f"{site.address}/bureau/collecte/{SLUG}/modifier"
    desk.goto(f"{editor}/relire")
    expect(desk.locator("main")).to_contain_text("« English » ne sera pas proposé")
    desk.goto(f"{editor}/traductions?langue=en")
    expect(desk.locator(".lead")).to_contain_text("restent à traduire")
    look(desk, "the translation")
    for path, words in IN_ENGLISH.items():
        desk.fill(f'[id="t.{path}"]', words)
    left = desk.locator(".pair.to-do textarea")
    empty = [one for one in left.all() if not one.input_value().strip()]
    assert empty == []
    button(desk, "Enregistrer cette traduction").click()
    expect(desk.locator(".lead")).to_contain_text("Tout est traduit : « English » sera proposé")


def publish(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}/modifier/relire")
    look(desk, "the check-list")
    button(desk, "Publier").click()
    expect(desk.get_by_role("status")).to_contain_text(f"/q/{SLUG}")
    look(desk, "the versions")
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}/differences")
    expect(desk.locator("h1")).to_have_text("Une seule version")
    look(desk, "one version alone")


def spread(desk: Page, site: Site) -> list[str]:
    """The poster and a lot of paper sheets, as PDF; gives the numbers printed on the sheets."""
    here = f"{site.address}/bureau/collecte/{SLUG}"
    desk.goto(f"{here}/diffuser")
    button(desk, "Créer ces quatre campagnes").click()
    look(desk, "the campaigns")
    poster = desk.get_by_role("link", name="Affiche A4").first.get_attribute("href")
    (words,) = words_by_page(pdf(desk, f"{site.address}{poster}"))
    assert "Le marché du dimanche" in words
    desk.goto(f"{here}/papier")
    desk.fill("#size", "2")
    button(desk, "Préparer un lot").click()
    look(desk, "the lots")
    lot = desk.get_by_role("link", name="le lot 1").get_attribute("href")
    pages = words_by_page(pdf(desk, f"{site.address}{lot}"))
    assert any("Venez-vous au marché du dimanche" in page for page in pages)
    numbers = [re.findall(r"\b1-\d{3}-\d{2}\b", page) for page in pages]
    assert all(numbers), "a sheet that falls apart is lost"
    return list(dict.fromkeys(number for found in numbers for number in found))


def pdf(desk: Page, address: str) -> bytes:
    made = desk.request.get(address, timeout=120_000)
    assert made.status == 200
    assert made.body().startswith(b"%PDF")
    return made.body()


def answer_without_script(site: Site, browse: Browse) -> None:
    """In English; what does not concern her was answered all the same, and is not stored."""
    phone = browse(viewport=PHONE, java_script_enabled=False, is_mobile=True).new_page()
    phone.goto(f"{site.address}/q/{SLUG}")
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("h1")).to_have_text("The Sunday market")
    expect(phone.locator("form .when")).to_contain_text("Never")
    phone.get_by_label("Never").check()
    phone.get_by_label("Bread").check()
    phone.get_by_label("What do you suggest?").fill("Music.")
    phone.get_by_role("button", name="Send my response").click()
    expect(phone.locator(".code")).to_have_count(1)


def answer_with_script(site: Site, browse: Browse) -> None:
    """Part after part, then all of it read again."""
    phone = browse(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    phone.goto(f"{site.address}/q/{SLUG}")
    phone.wait_for_function("() => document.getElementById('reponse').hidden")
    look(phone, "the first page")
    phone.get_by_role("link", name="Commencer").click()
    phone.locator("#partie-1").wait_for()
    phone.get_by_label("Souvent").check()
    phone.get_by_label("précisez").fill("des fleurs")
    phone.get_by_label("À combien de kilomètres").fill("12")
    look(phone, "a part")
    phone.get_by_role("link", name="Continuer").click()
    phone.locator("#partie-2").wait_for()
    phone.get_by_label("Que proposez-vous").fill("Des horaires plus tardifs.")
    phone.get_by_label("Où habitez-vous").select_option(label="Cazals")
    phone.get_by_role("link", name="Continuer").click()
    phone.locator("#relire").wait_for()
    expect(phone.locator(".answers")).to_contain_text("des fleurs")
    look(phone, "what was said")
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    phone.locator(".code").wait_for()
    look(phone, "the receipt")


def enter_from_paper(desk: Page, site: Site, number: str) -> None:
    """A printed sheet typed without the mouse."""
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}/saisie")
    look(desk, "the number of a sheet")
    desk.evaluate("addEventListener('mousedown', () => { document.title = 'souris' })")
    keys = desk.keyboard
    keys.type(number.replace("-", ""))
    keys.press("Enter")
    desk.wait_for_selector(".one-by-one")
    look(desk, "a sheet")
    keys.press("Digit2")  # Parfois
    keys.press("Enter")
    keys.press("Digit1")
    keys.press("Digit3")
    keys.press("Enter")
    keys.press("Enter")  # no distance
    keys.type("Un abri.")
    keys.press("Enter")
    keys.press("Enter")  # no commune
    keys.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text(f"Feuille {number} enregistrée")
    look(desk, "a sheet stored")


def exported(desk: Page, site: Site) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and the rows of the answers, as the desk exports them."""
    address = f"{site.address}/bureau/exports/reponses?survey={SLUG}&format=csv"
    reader = csv.DictReader(io.StringIO(desk.request.get(address).text()))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def correct_a_typo(desk: Page, site: Site) -> None:
    """A second version, with the same keys."""
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}/modifier")
    button(desk, "Préparer la version 2").click()
    desk.get_by_role("link", name="Que proposez-vous").click()
    desk.fill("#label", "Que proposez-vous pour le marché ?")
    button(desk, "Enregistrer", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("Enregistré")
    desk.get_by_role("link", name="Relire et publier").click()
    assert desk.locator(".doubt").count() == 0
    button(desk, "Publier la version 2").click()
    desk.get_by_role("link", name="Ce qui a changé dans la version 2").click()
    expect(desk.locator(".changes ins")).to_contain_text("le marché")
    look(desk, "the differences")
    desk.goto(f"{site.address}/bureau/collecte/{SLUG}")
    look(desk, "the questionnaire's page")
