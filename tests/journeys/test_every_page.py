"""Each page in a browser: axe, sizes of targets, narrow screens, requests and cookies."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from app import web
from app.models.portrait import INDICATORS, SERVICES
from app.services import territories
from app.services.accounts import staff
from app.services.imports import keeping, understanding
from app.services.samples.sample_diagnostic import sample_diagnostic
from surveys.models import Parole
from tests.answering import FORM, dated, reading, writing
from tests.conftest import ROOT
from tests.journeys.conftest import (
    DESKTOP,
    PHONE,
    Site,
    enter,
    import_sample,
    send_an_answer,
    without_script,
)

pytestmark = pytest.mark.browser
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text("utf-8")
DAY = date(2026, 5, 4)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = {
    "home": "/",
    "form": FORM,
    "associations": "/q/associations",
    "elus": "/q/elus",
    "follow_up": f"{FORM}/suivi",
    "any_follow_up": "/suivi",
    "invitation": "/i",
    "unknown_invitation": "/i/x",
    "results": "/resultats",
    "help": "/aide",
    "privacy": "/donnees-personnelles",
    "accessibility": "/accessibilite",
    "legal": "/mentions-legales",
    "not_found": "/nulle-part",
    "no_survey": "/q/inconnu",
    "sign_in": "/bureau/compte/connexion",
    "forgotten": "/bureau/compte/mot-de-passe-oublie",
    "passkey": "/bureau/compte/connexion-cle",
    "dead_link": "/bureau/lien/x",
}
DESK = {
    "desk_home": "/bureau/",
    "surveys": "/bureau/collecte",
    "survey": "/bureau/collecte/habitants",
    "import": "/bureau/collecte/habitants/importer",
    "outreach": "/bureau/collecte/habitants/diffuser",
    "invitations": "/bureau/collecte/habitants/inviter",
    "contacts_file": "/bureau/collecte/habitants/inviter/importer",
    "contact": "/bureau/collecte/habitants/inviter/contact",
    "message": "/bureau/collecte/habitants/inviter/message/invitation",
    "letter": "/bureau/collecte/habitants/inviter/message/letter",
    "paper": "/bureau/collecte/habitants/papier",
    "second_entries": "/bureau/collecte/habitants/saisie/controle",
    "paroles": "/bureau/paroles",
    "no_parole": "/bureau/paroles?enjeu=inconnu",
    "filtered": "/bureau/paroles?enjeu=autonomie&channel=papier&since=2026-01-01&text=ecole",
    "together": "/bureau/paroles/ensemble?which=page&act=keep&label=autonomie",
    "journal": "/bureau/paroles/journal",
    "parole": "/bureau/paroles/verifier",
    "learnt": "/bureau/paroles/machine",
    "words": "/bureau/paroles/mots",
    "two_coders": "/bureau/paroles/a-deux",
    "numbers": "/bureau/chiffres?quoi=enjeu&par=age_band&redresse=1",
    "words_of_each": "/bureau/explorer?vue=mots",
    "outside": "/bureau/explorer?vue=ailleurs",
    "enjeux_together": "/bureau/explorer?vue=ensemble",
    "copied_texts": "/bureau/explorer?vue=copies",
    "pictures": "/bureau/chiffres/images",
    "compare": "/bureau/chiffres/comparer?quoi=enjeu&avant_a=2026-10-10"
    "&apres=q.habitants&apres_de=2026-10-11",
    "census": "/bureau/chiffres/population",
    "diagnostic": "/bureau/diagnostic",
    "projector": "/bureau/diagnostic/projection",
    "diagnostic_documents": "/bureau/diagnostic/documents",
    "document_long": "/bureau/diagnostic/documents/fichier?format=odt",
    "stakes": "/bureau/diagnostic/enjeux",
    "edit_stake": "/bureau/diagnostic/enjeux/autonomie/changer",
    "source": "/bureau/diagnostic/constats/1/sources/1",
    "cite_besoins": "/bureau/diagnostic/constats/8/citer?quoi=besoins&domaine=vie_sociale",
    "stake": "/bureau/diagnostic/enjeux/accompagnement_numerique",
    "constat": "/bureau/diagnostic/constats/8",
    "new_constat": "/bureau/diagnostic/nouveau",
    "cite": "/bureau/diagnostic/constats/8/citer",
    "cite_paroles": "/bureau/diagnostic/constats/8/citer?quoi=paroles&enjeu=autonomie",
    "diagnostic_versions": "/bureau/diagnostic/versions",
    "diagnostic_file": "/bureau/diagnostic/importer",
    "supply": "/bureau/offre",
    "service": "/bureau/offre/1",
    "new_service": "/bureau/offre/nouveau",
    "portrait": "/bureau/portrait",
    "figures_file": "/bureau/portrait/importer",
    "services_file": "/bureau/offre/importer",
    "file_columns": "/bureau/diagnostic/fichiers/1",
    "file_preview": "/bureau/diagnostic/fichiers/1/apercu",
    "services_preview": "/bureau/diagnostic/fichiers/2/apercu",
    "data_import": "/bureau/diagnostic/imports/1",
    "indicator": "/bureau/portrait/population_municipale",
    "exports": "/bureau/exports",
    "dress": "/bureau/exports/presentation",
    "export_check": "/bureau/exports/synthese/verifier?exact=1&public=habitant&domaine=logement",
    "syntheses": "/bureau/syntheses",
    "results": "/bureau/syntheses/resultats",
    "people": "/bureau/personnes",
    "person": "/bureau/personnes/1",
    "access_log": "/bureau/personnes/journal",
    "desk_help": "/bureau/aide",
    "account": "/bureau/compte",
    "password": "/bureau/compte/mot-de-passe",
    "double_check": "/bureau/compte/double-verification",
    "rescue_codes": "/bureau/compte/codes-de-secours",
    "passkeys": "/bureau/compte/cles-d-acces",
}
SIZES = """() => [...document.querySelectorAll('button,input,select,textarea,summary,a.btn')]
  .filter(e => e.type !== 'hidden' && e.checkVisibility())
  .map(e => [e, ['radio', 'checkbox'].includes(e.type) && e.closest('label') || e])
  .map(([e, box]) => [e.outerHTML.slice(0, 90), box.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
  .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)} : ${html}`)"""
WIDTH = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = "tags => axe.run({runOnly: {type: 'tag', values: tags}})"


def faults(page: Page) -> list[str]:
    """What is wrong with the page that the browser shows, at every size and in both themes."""
    found = []
    page.add_script_tag(content=AXE)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            for violation in page.evaluate(RUN, TAGS)["violations"]:
                where = violation["nodes"][0]
                found.append(
                    f"axe {violation['id']} ({size['width']} px, {theme}): {violation['help']}: "
                    f"{where['html'][:160]} {where['failureSummary'][:200]}"
                )
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 800})
        if (too_wide := page.evaluate(WIDTH)) > 0:
            found.append(f"{too_wide} px too wide at {width} px")
    found += [f"small target {size}" for size in page.evaluate(SIZES)]
    return found


@pytest.fixture(scope="module")
def desk_state(site: Site, chromium: Browser) -> str:
    """Paroles imported and tagged, the sample’s diagnostic; the cookies of the chargée."""
    with writing(site.app) as session:
        here = territories.by_key(session, None)
        sample_diagnostic(session, here, datetime.now(UTC))
        for what, rows in (
            (INDICATORS, "Commune;Foyers 2021;Foyers 2023\nCazals;1;s\nGindou;x;2\n"),
            (SERVICES, "Nom;Type;Commune;Tél\nLieu inventé;Club;Cazals;06 00 00 00 00\n"),
        ):
            file = keeping.bring(session, here, what, "essai.csv", rows.encode(), "", DAY)
            it = understanding.understood(session, here, file)
            file.reading = it.reading.as_plain() | {"source": "Essai"}
    context = chromium.new_context()
    page = context.new_page()
    enter(page, site)
    import_sample(page, site)
    context.storage_state(path=(path := str(site.app.extensions["paroles"].home / "state.json")))
    context.close()
    return path


@pytest.fixture
def stranger(browse: Callable[..., BrowserContext]) -> Page:
    return without_script(browse(bypass_csp=True).new_page())


@pytest.fixture
def chargee(browse: Callable[..., BrowserContext], desk_state: str) -> Page:
    return browse(bypass_csp=True, storage_state=desk_state).new_page()


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_no_fault(site: Site, stranger: Page, name: str) -> None:
    stranger.goto(site.address + PUBLIC[name])
    assert faults(stranger) == []


@pytest.mark.parametrize("name", DESK)
def test_a_page_of_the_desk_has_no_fault(site: Site, chargee: Page, name: str) -> None:
    chargee.goto(site.address + DESK[name])
    assert faults(chargee) == []


def test_the_form_with_errors_has_no_fault(site: Site, stranger: Page) -> None:
    stranger.goto(site.address + FORM)
    for number in range(4):  # one more than allowed
        stranger.locator("input[name=priorites]").nth(number).check()
    stranger.get_by_role("button", name="Envoyer ma réponse").click()
    stranger.wait_for_selector(".errors")
    assert faults(stranger) == []


def test_the_receipt_and_what_its_code_opens_have_no_fault(site: Site, stranger: Page) -> None:
    code = send_an_answer(stranger, site, "Un mot. " * 40 + "x" * 120)
    found = {"receipt": faults(stranger)}
    stranger.goto(f"{site.address}{FORM}/suivi")
    stranger.fill("#code", "AAAA-AAAA-AA")
    stranger.get_by_role("button", name="Voir ma réponse").click()
    found["wrong code"] = faults(stranger)
    stranger.fill("#code", code)
    stranger.get_by_role("button", name="Voir ma réponse").click()
    found["answers"] = faults(stranger)
    stranger.get_by_role("button", name="Corriger ma réponse").click()
    found["correction"] = faults(stranger)
    stranger.goto(f"{site.address}{FORM}/suivi")
    stranger.fill("#code", code)
    stranger.get_by_role("button", name="Voir ma réponse").click()
    stranger.get_by_role("button", name="Effacer ma réponse").click()
    found["erased"] = faults(stranger)
    assert found == {name: [] for name in found}


def test_what_is_kept_for_later_has_no_fault(site: Site, stranger: Page) -> None:
    stranger.goto(f"{site.address}{FORM}?lang=en")
    stranger.fill("#points_forts", "One word. " * 40 + "x" * 120)
    stranger.get_by_role("button", name="Continue later").click()
    code = stranger.locator(".code").inner_text()
    found = {"kept": faults(stranger)}
    stranger.goto(f"{site.address}/suivi")
    stranger.fill("#code", code)
    stranger.get_by_role("button", name="Voir ma réponse").click()
    found["taken up again"] = faults(stranger)
    dated(site.app, closed_on=web.today())
    stranger.goto(f"{site.address}/suivi")
    stranger.fill("#code", code)
    stranger.get_by_role("button", name="Voir ma réponse").click()
    found["closed"] = faults(stranger)
    stranger.get_by_role("button", name="Effacer ce brouillon").click()
    found["erasing"] = faults(stranger)
    stranger.get_by_role("button", name="Oui, effacer pour toujours").click()
    found["erased"] = faults(stranger)
    dated(site.app, closed_on=None)
    assert found == {name: [] for name in found}


def test_a_used_form_sent_again_with_other_words_has_no_fault(site: Site, stranger: Page) -> None:
    stranger.goto(site.address + FORM)
    key = stranger.locator("[name=idempotency_key]").input_value()
    stranger.fill("#points_forts", "Première version.")
    stranger.get_by_role("button", name="Envoyer ma réponse").click()
    stranger.goto(site.address + FORM)  # as a page that a cache kept would be
    stranger.eval_on_selector("[name=idempotency_key]", "(e, key) => e.value = key", key)
    stranger.fill("#points_forts", "Seconde version.")
    stranger.get_by_role("button", name="Envoyer ma réponse").click()
    assert "déjà arrivée" in stranger.locator("h1").inner_text()
    assert faults(stranger) == []
    stranger.get_by_role("button", name="nouvelle réponse").click()
    assert stranger.locator(".code").count() == 1
    with reading(site.app) as session:
        assert {"Première version.", "Seconde version."} <= set(
            session.scalars(select(Parole.text))
        )


def test_what_is_published_has_no_fault(site: Site, chargee: Page, stranger: Page) -> None:
    """A synthesis on screen, as a committee's member has it; public results, from first word."""
    desk, found = f"{site.address}/bureau/syntheses", {}
    chargee.goto(desk)
    chargee.fill("#title", "Avant le comité")
    chargee.get_by_role("button", name="Publier pour les comités").click()
    found["synthesis"] = faults(chargee)
    chargee.goto(f"{desk}/resultats")
    chargee.fill("#title", "Vivre ici")
    chargee.get_by_role("button", name="Préparer la page").click()
    chargee.get_by_role("button", name="Publier pour tout le monde").click()
    found["not ready"] = faults(chargee)
    chargee.fill("#question", "Que manque-t-il ici ?")
    chargee.select_option("#f0", "enjeux")
    chargee.get_by_role("button", name="Garder et voir l’aperçu").click()
    found["preview"] = faults(chargee)
    chargee.goto(f"{desk}/resultats/vivre-ici")
    chargee.get_by_role("button", name="Publier pour tout le monde").click()
    found["published"] = faults(chargee)
    stranger.goto(f"{site.address}/resultats/vivre-ici")
    assert "synthétiques" in stranger.locator("main").inner_text()
    found["page"] = faults(stranger)
    with writing(site.app) as session:
        staff.add(session, "elue@example.org", "comite", territories.by_key(session, None))
    chargee.context.clear_cookies()
    chargee.goto(site.link("elue@example.org"))
    chargee.get_by_role("button", name="Entrer").click()
    found["home of a member"] = faults(chargee)
    chargee.get_by_role("link", name="Lire Avant le comité").click()
    chargee.get_by_label("Pour", exact=True).first.check()
    chargee.get_by_role("button", name="Donner mon avis").first.click()
    assert chargee.get_by_role("button", name="Changer mon avis").count() == 1
    found["member's synthesis"] = faults(chargee)
    assert found == {name: [] for name in found}


def test_the_states_of_the_desk_have_no_fault(site: Site, chargee: Page) -> None:
    chargee.goto(f"{site.address}/bureau/collecte/habitants/importer")
    found = {}
    for name, text in (("bad file", b""), ("bad row", b"text,public\nun,martien\n")):
        chargee.set_input_files(
            "#file", {"name": "f.csv", "mimeType": "text/csv", "buffer": text or b" "}
        )
        chargee.get_by_role("button", name="Importer").click()
        chargee.wait_for_selector(".errors")
        found[name] = faults(chargee)
    chargee.goto(f"{site.address}/bureau/paroles")
    chargee.locator("summary").first.click()
    found["decisions open"] = faults(chargee)
    chargee.goto(site.link())
    found["link"] = faults(chargee)
    chargee.goto(f"{site.address}/bureau/compte/double-verification")
    chargee.locator("input[name=setup]").last.check()
    chargee.get_by_role("button", name="Continuer").click()
    found["double check"] = faults(chargee)
    assert found == {name: [] for name in found}


@pytest.fixture
def requested(stranger: Page) -> list[str]:
    seen: list[str] = []
    stranger.context.on("request", lambda request: seen.append(request.url))
    return seen


def test_public_pages_ask_nobody_else_and_keep_nothing(
    site: Site, stranger: Page, requested: list[str]
) -> None:
    for name, address in PUBLIC.items():
        if not address.startswith("/bureau"):
            stranger.goto(site.address + address)
            kept = stranger.evaluate("localStorage.length + sessionStorage.length")
            assert kept == 0, name
    send_an_answer(stranger, site, "Un mot.")
    assert len(requested) > len(PUBLIC)
    assert [url for url in requested if not url.startswith(f"{site.address}/")] == []
    assert stranger.context.cookies() == []


def test_pages_say_nothing_to_the_console(
    site: Site, browse: Callable[..., BrowserContext], desk_state: str
) -> None:
    page = browse(storage_state=desk_state).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for address in (*PUBLIC.values(), *DESK.values()):
        page.goto(site.address + address)
    refusals = [line for line in said if "404" not in line]
    assert refusals == []
