"""A questionnaire written from nothing to its second version, in a browser, by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Site, enter
from tests.journeys.test_every_page import faults

pytestmark = pytest.mark.browser
MOST_TABS = 150
QUESTIONS = (
    ("Venez-vous au marché ?", "Choix unique", "Souvent\nParfois\nJamais"),
    ("Qu’est-ce qui vous y plait ?", "Réponse libre", ""),
    ("Qu’est-ce qui vous y manque ?", "Plusieurs choix", "Des légumes\nDu pain\nUn banc"),
    ("Comment trouvez-vous les horaires ?", "Échelle", ""),
    ("Dans quelle commune habitez-vous ?", "Commune", ""),
    ("Quel âge avez-vous ?", "Tranche d’âge", ""),
)


def reach(page: Page, target: Locator) -> None:
    """Tabs until the target has the focus: what a keyboard cannot reach fails here."""
    target.first.wait_for(state="visible")
    for _ in range(MOST_TABS):
        if target.first.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    reach(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def pick(page: Page, target: Locator) -> None:
    """Radios are one stop for Tab: the arrows walk among them."""
    group = page.locator(f'input[name="{target.get_attribute("name")}"]')
    chosen = page.locator(f'input[name="{target.get_attribute("name")}"]:checked')
    reach(page, chosen if chosen.count() else group)
    page.keyboard.press("Space")
    for _ in range(30):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrows do not reach this choice")


def button(page: Page, name: str, *, exact: bool = False) -> Locator:
    return page.get_by_role("button", name=name, exact=exact)


def add_question(page: Page, label: str, kind: str, answers: str) -> None:
    write(page, page.locator("#label"), label)
    pick(page, page.locator(".kind").filter(has_text=kind).first.locator("input"))
    press(page, button(page, "Ajouter cette question"))
    expect(page.locator("h1")).to_contain_text("Question ")
    if answers:
        press(page, page.get_by_text("En coller plusieurs, une par ligne"))
        write(page, page.locator("#choices_lines"), answers)
    if kind == "Échelle":
        write(page, page.locator("#low_label"), "mauvais")
        write(page, page.locator("#high_label"), "bons")


def test_a_questionnaire_is_written_translated_published_answered_and_corrected(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/nouveau")
    write(page, page.locator("#title"), "Le marché du dimanche")
    press(page, button(page, "Créer le brouillon"))
    press(page, page.get_by_role("link", name="Écrire la première question"))
    for place, asked in enumerate(QUESTIONS):
        add_question(page, *asked)
        more = "Enregistrer et ajouter une question"
        press(page, button(page, "Enregistrer" if place == 5 else more, exact=place == 5))
    expect(page.get_by_role("status")).to_contain_text("Enregistré")
    editor = f"{site.address}/bureau/collecte/le-marche-du-dimanche/modifier"
    _make_a_condition(page)
    _translate(page, editor)
    _publish(page, editor)
    _answer(site, browse)
    _correct_a_typo(page, editor)


def _make_a_condition(page: Page) -> None:
    press(page, page.get_by_role("link", name="Qu’est-ce qui vous y plait"))
    press(page, button(page, "Changer"))
    reach(page, page.locator("#si"))
    page.keyboard.press("ArrowDown")  # the only list before: its answers come by themselves
    press(page, page.get_by_label("Souvent"), "Space")
    press(page, page.get_by_label("Parfois"), "Space")
    press(page, button(page, "Enregistrer cette condition"))
    expect(page.locator("#condition")).to_contain_text("« Souvent » ou « Parfois »")


def _translate(page: Page, editor: str) -> None:
    page.goto(f"{editor}/traductions?langue=en")
    write(page, page.locator('[id="t.title"]'), "The Sunday market")
    label = page.locator('[id="t.question.venez_vous_au_marche.label"]')
    write(page, label, "Do you come to the market?")
    press(page, button(page, "Enregistrer cette traduction"))
    expect(page.locator(".lead")).to_contain_text("textes restent à traduire")


def _publish(page: Page, editor: str) -> None:
    page.goto(editor)
    press(page, page.get_by_role("link", name="Relire et publier"))
    expect(page.locator("main")).to_contain_text("textes à traduire")
    press(page, button(page, "Publier"))
    expect(page.get_by_role("status")).to_contain_text("/q/le-marche-du-dimanche")


def _answer(site: Site, browse: Callable[..., BrowserContext]) -> None:
    phone = browse(viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"{site.address}/q/le-marche-du-dimanche?lang=en")
    expect(phone.locator("h1")).to_have_text("Le marché du dimanche")  # English is unfinished
    expect(phone.locator("main")).to_contain_text("Si vous avez répondu « Souvent » ou « Parfois »")
    phone.get_by_label("Souvent").check()
    phone.fill("#qu_est_ce_qui_vous_y_plait", "Les gens.")
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.locator(".code")).to_have_count(1)


def _correct_a_typo(page: Page, editor: str) -> None:
    page.goto(editor)
    press(page, button(page, "Préparer la version 2"))
    press(page, page.get_by_role("link", name="Qu’est-ce qui vous y plait"))
    write(page, page.locator("#label"), "Qu’est-ce qui vous y plaît ?")
    press(page, button(page, "Enregistrer", exact=True))
    press(page, page.get_by_role("link", name="Relire et publier"))
    expect(page.locator(".changes")).to_contain_text("plaît")
    assert page.locator(".doubt").count() == 0  # a typo asks nothing
    press(page, button(page, "Publier la version 2"))
    press(page, page.get_by_role("link", name="Ce qui a changé dans la version 2"))
    expect(page.locator("h1")).to_have_text("De la version 1 à la version 2")
    expect(page.locator(".changes del")).to_contain_text("plait")
    expect(page.locator(".changes ins")).to_contain_text("plaît")


def test_the_preview_follows_what_is_typed_and_leaving_saves_it(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    page = browse(viewport=DESKTOP).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/nouveau")
    page.fill("#title", "Un aperçu")
    page.get_by_label("Du questionnaire prêt « Vivre ici").check()
    button(page, "Créer le brouillon").click()
    page.locator(".outline li a").first.click()
    page.fill("#label", "Et la vie ici, comment va-t-elle ?")
    shown = page.frame_locator("#apercu").get_by_text("Et la vie ici, comment va-t-elle")
    expect(shown).to_be_visible()
    page.locator(".outline li a").nth(1).click()
    expect(page.locator("h1")).to_have_text("Question 2")
    expect(page.locator(".outline")).to_contain_text("Et la vie ici, comment va-t-elle")
    first, second = page.locator(".outline li").nth(0), page.locator(".outline li").nth(1)
    second.drag_to(first, target_position={"x": 20, "y": 5})
    expect(page.get_by_role("status")).to_contain_text("Déplacé")
    expect(page.locator(".outline li").nth(1)).to_contain_text("Et la vie ici")
    assert said == []


@pytest.fixture(scope="module")
def writer_state(site: Site, chromium: Browser) -> str:
    """The cookies of a chargée who has a draft of the residents' next version."""
    context = chromium.new_context()
    page = context.new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/collecte/habitants/modifier")
    button(page, "Préparer la version 2").click()
    path = str(site.app.extensions["paroles"].home / "writer.json")
    context.storage_state(path=path)
    context.close()
    return path


SCREENS = {
    "new": "../nouveau",
    "editor": "modifier",
    "about": "modifier/presentation",
    "section": "modifier/partie/vie_ici",
    "add": "modifier/ajouter",
    "scale": "modifier/question/vivre_ici",
    "several": "modifier/question/difficultes",
    "long text": "modifier/question/points_forts",
    "condition": "modifier/question/points_forts/condition?si=vivre_ici",
    "kind": "modifier/question/vivre_ici/sorte",
    "preview": "modifier/apercu",
    "translation": "modifier/traductions?langue=falc",
    "check": "modifier/relire",
    "versions": "versions",
    "version": "versions/1",
    "differences": "differences",
    "dates": "etat",
    "begin": "../elus/modifier",
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_of_the_editor_has_no_fault(
    site: Site, browse: Callable[..., BrowserContext], writer_state: str, name: str
) -> None:
    page = browse(bypass_csp=True, storage_state=writer_state).new_page()
    page.goto(f"{site.address}/bureau/collecte/habitants/{SCREENS[name]}")
    assert faults(page) == []


def test_the_refusals_of_the_editor_have_no_fault(
    site: Site, browse: Callable[..., BrowserContext], writer_state: str
) -> None:
    page = browse(bypass_csp=True, storage_state=writer_state).new_page()
    editor = f"{site.address}/bureau/collecte/habitants/modifier"
    found = {}
    page.goto(f"{editor}/ajouter")
    button(page, "Ajouter cette question").click()
    found["nothing typed"] = faults(page)
    page.goto(f"{editor}/question/vivre_ici")
    page.fill("#low", "peu")
    button(page, "Enregistrer", exact=True).click()
    found["no number"] = faults(page)
    page.goto(f"{editor}/question/vivre_ici")
    page.fill("#label", "Mon texte ?")
    page.eval_on_selector("#question [name=was]", "e => e.value = 'other'")
    button(page, "Enregistrer", exact=True).click()
    found["both texts"] = faults(page)
    page.goto(f"{site.address}/bureau/collecte/nouveau")
    button(page, "Créer le brouillon").click()
    found["no title"] = faults(page)
    assert found == {name: [] for name in found}
