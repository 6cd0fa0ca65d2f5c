"""No word lost: typed, cut, closed, sent without network, sent twice; nothing left afterwards."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route

from surveys.questions import Choice, LongText, SingleChoice
from tests.answering import FORM, count, publish, survey
from tests.journeys.conftest import PHONE, Site
from tests.journeys.test_every_page import faults

pytestmark = pytest.mark.browser
WORDS = "Le marché du dimanche, on y croise tout le monde."
STORES = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open('paroles', 1);
    asked.onsuccess = () => done(asked.result);
    asked.onupgradeneeded = () => ['keys', 'drafts', 'queue'].forEach(
      (name) => asked.result.createObjectStore(name));
  });
  const found = {};
  for (const name of base.objectStoreNames) {
    found[name] = await new Promise((done) => {
      const asked = base.transaction(name).objectStore(name).count();
      asked.onsuccess = () => done(asked.result);
    });
  }
  base.close();
  return found;
}"""

Browse = Callable[..., BrowserContext]


def begin(page: Page, address: str) -> None:
    page.goto(address)
    start(page)


def start(page: Page, says: str = "reste sur cet appareil") -> None:
    """Begins once the script is there: it hides the form until then."""
    page.wait_for_function("() => document.getElementById('reponse').hidden")
    page.get_by_role("link", name="Commencer").click()
    page.locator(".kept").get_by_text(says).wait_for()


def write(page: Page, words: str = WORDS) -> None:
    page.fill("#points_forts", words)
    page.wait_for_timeout(700)  # at most half a second is lost


def send(page: Page) -> None:
    page.evaluate("location.hash = 'relire'")
    page.get_by_role("button", name="Envoyer ma réponse").click()


def kept(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(STORES)
    return found


def stored_soon(app: Flask, expected: int) -> bool:
    for _ in range(150):
        if count(app) == expected:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def phone(browse: Browse) -> BrowserContext:
    return browse(viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def alone(browse: Browse) -> BrowserContext:
    """Without the worker, which would send by itself what a test holds back from the page."""
    return browse(viewport=PHONE, is_mobile=True, has_touch=True, service_workers="block")


@pytest.fixture
def address(site: Site) -> str:
    return f"{site.address}{FORM}"


def test_what_was_typed_survives_a_closed_page_and_is_gone_once_sent(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    write(page)
    page.close()  # a dead battery: no event of the page runs in time
    page = phone.new_page()
    page.goto(f"{address}#partie-1")
    page.get_by_text("Nous avons retrouvé ce que vous aviez écrit").wait_for()
    assert page.input_value("#points_forts") == WORDS
    send(page)
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1
    assert kept(page) == {"drafts": 0, "keys": 1, "queue": 0}


def test_parts_come_one_by_one_and_everything_is_read_again_before_sending(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    begin(page, address)
    assert page.locator("section.part:visible").count() == 1
    page.fill("#points_forts", WORDS)
    page.get_by_role("link", name="Continuer").click()
    page.get_by_label("Je conduis").check()
    page.get_by_role("link", name="Précédent").click()
    page.locator("#partie-1").wait_for()
    assert page.input_value("#points_forts") == WORDS
    for following in ("#partie-2", "#partie-3", "#partie-4", "#relire"):
        page.get_by_role("link", name="Continuer").click()
        page.locator(following).wait_for()
    answers = page.locator(".answers").inner_text()
    assert WORDS in answers
    assert "Je conduis" in answers
    assert "Sans réponse" in answers
    assert "Vous écrivez pour quelqu’un ?" not in answers  # it is asked just below
    assert page.get_by_label("Oui, j’écris pour une autre personne").is_visible()
    page.locator(".answers dd", has_text="Je conduis").get_by_role("link").click()
    page.locator("#deplacements").wait_for()
    page.go_back()
    page.get_by_role("button", name="Envoyer ma réponse").wait_for()


def test_a_seen_questionnaire_opens_without_network_and_its_answer_leaves_by_itself(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function("() => caches.match(location.href.split('#')[0]).then((it) => !!it)")
    phone.set_offline(True)
    page = phone.new_page()
    begin(page, address)
    write(page)
    send(page)
    page.get_by_text("1 réponse en attente d’envoi, depuis").wait_for()
    page.get_by_text("Elle partira dès que le réseau revient").wait_for()
    assert count(site.app) == before
    assert page.input_value("#points_forts") == ""  # the next person starts afresh
    page.reload()
    page.get_by_text("1 réponse en attente d’envoi, depuis").wait_for()
    phone.set_offline(False)
    page.get_by_text("est arrivée. Votre code").wait_for()
    assert count(site.app) == before + 1
    assert len(page.locator("#attente .code").first.inner_text().replace("-", "")) == 10
    page.get_by_role("button", name="J’ai noté ce code").click()
    page.wait_for_function("() => !document.querySelector('#attente .code')")
    assert kept(page)["queue"] == 0


def test_a_lost_acknowledgement_stores_once_and_gives_the_receipt(
    site: Site, alone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), alone.new_page()

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()  # the server stores it, and its answer never comes
            route.abort()
        else:
            route.continue_()

    begin(page, address)
    write(page)
    page.route(f"**{FORM}", lose)
    send(page)
    page.get_by_text("1 réponse en attente d’envoi").wait_for()
    assert stored_soon(site.app, before + 1)
    page.unroute_all()
    page.get_by_role("button", name="Envoyer maintenant").click()
    page.get_by_text("est arrivée. Votre code").wait_for()
    assert count(site.app) == before + 1


def test_a_hotel_s_portal_that_answers_200_is_no_acknowledgement(
    site: Site, alone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), alone.new_page()
    begin(page, address)
    write(page)
    page.route(
        f"**{FORM}",
        lambda route: (
            route.fulfill(status=200, content_type="text/html", body="<h1>Bienvenue au Wi-Fi</h1>")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    send(page)
    page.get_by_text("1 réponse en attente d’envoi").wait_for()
    assert count(site.app) == before
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("est arrivée. Votre code").wait_for()
    assert count(site.app) == before + 1


def test_another_language_keeps_the_part_the_draft_and_the_review(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    write(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**?lang=en#partie-1")
    page.get_by_text("What you write stays on this device").wait_for()
    assert page.input_value("#points_forts") == WORDS
    assert page.locator("section.part:visible").count() == 1
    page.fill("#points_forts", f"{WORDS} And more.")
    page.wait_for_timeout(700)
    page.reload()
    page.get_by_text("We found what you had written").wait_for()
    assert page.input_value("#points_forts") == f"{WORDS} And more."
    page.get_by_role("button", name="Facile à lire").click()
    page.wait_for_url("**?lang=falc#partie-1")
    page.get_by_role("link", name="Page suivante").wait_for()
    page.evaluate("location.hash = 'relire'")
    page.get_by_role("heading", name="Lisez vos réponses. Ensuite, envoyez.").wait_for()
    assert f"{WORDS} And more." in page.locator(".answers").inner_text()
    page.get_by_role("button", name="Envoyer ma réponse").last.click()
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1
    assert kept(page)["drafts"] == 0


def test_a_language_seen_before_opens_without_network_and_another_says_so(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    seen = "() => caches.match(location.href.split('#')[0]).then((it) => !!it)"
    for language in ("?lang=en", ""):
        page.goto(address + language)
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        page.wait_for_function(seen)
    start(page)
    write(page)
    phone.set_offline(True)
    page.get_by_role("button", name="Facile à lire").click()
    page.get_by_text("cette langue n’a pas encore été ouverte").wait_for()
    assert page.input_value("#points_forts") == WORDS
    page.get_by_role("button", name="English").click()
    page.get_by_text("What you write stays on this device").wait_for()
    assert page.input_value("#points_forts") == WORDS
    page.reload()
    page.get_by_text("We found what you had written").wait_for()
    assert page.input_value("#points_forts") == WORDS


def test_over_plain_http_another_language_keeps_the_words_and_the_part(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(address)
    start(page, "rien n’est gardé sur cet appareil")
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="English").click()
    page.get_by_text("nothing is kept on this device").wait_for()
    assert page.input_value("#points_forts") == WORDS
    assert page.locator("section.part:visible").count() == 1


def test_over_plain_http_a_failed_sending_leaves_the_words_on_the_screen(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(address)
    start(page, "rien n’est gardé sur cet appareil")
    page.fill("#points_forts", WORDS)
    phone.set_offline(True)
    send(page)
    page.get_by_text("Rien n’est perdu : laissez cette page ouverte").wait_for()
    assert page.input_value("#points_forts") == WORDS
    phone.set_offline(False)
    send(page)
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1


def test_without_script_a_failed_sending_is_taken_up_by_back_or_by_reload(
    site: Site, browse: Browse, address: str
) -> None:
    """What « Être aidé » promises; the entry of the form must not be replaced by the error's."""
    phone = browse(viewport=PHONE, java_script_enabled=False)
    for way in ("back", "reload"):
        before, page = count(site.app), phone.new_page()
        page.goto(site.address)
        page.goto(address)
        page.fill("#points_forts", WORDS)
        phone.set_offline(True)
        page.get_by_role("button", name="Envoyer ma réponse").last.click()
        page.wait_for_url("chrome-error://**")
        phone.set_offline(False)
        if way == "back":
            page.go_back()
            assert page.input_value("#points_forts") == WORDS
            page.get_by_role("button", name="Envoyer ma réponse").last.click()
        else:
            page.reload()
        page.locator(".code").wait_for()
        assert count(site.app) == before + 1


def test_a_question_that_depends_on_another_comes_and_goes(
    site: Site, phone: BrowserContext
) -> None:
    yes, no = Choice(key="oui", label="Oui"), Choice(key="non", label="Non")
    asked = survey(
        SingleChoice(key="auto", label="Une voiture ?", choices=(yes, no)),
        SingleChoice(
            key="partage_auto",
            label="La prêtez-vous ?",
            choices=(yes, no),
            only_if="${auto} = 'oui'",
        ),
        LongText(key="comment", label="Comment ?", only_if="${partage_auto} != 'oui'"),
        LongText(key="autrement", label="Et sans ?", only_if="not(${auto} = 'oui')"),
        slug="selon",
    )
    publish(site.app, asked)
    page = phone.new_page()
    page.goto(f"{site.address}/q/selon")
    page.wait_for_selector(".kept p")
    shown = "[...document.querySelectorAll('.part .q:not([hidden])')].map((it) => it.innerText)"

    def questions() -> list[str]:
        return [text.split("\n")[0] for text in page.evaluate(shown)]

    assert questions() == ["Une voiture ?", "Comment ?", "Et sans ?"]
    page.get_by_label("Oui").first.check()
    assert questions() == ["Une voiture ?", "La prêtez-vous ?", "Comment ?"]
    page.get_by_label("Oui").nth(1).check()
    assert questions() == ["Une voiture ?", "La prêtez-vous ?"]
    page.wait_for_timeout(700)
    page.reload()
    page.get_by_text("Nous avons retrouvé").wait_for()
    assert questions() == ["Une voiture ?", "La prêtez-vous ?"]
    page.get_by_label("Non").first.check()
    # What is hidden counts for nothing, as on the server.
    assert questions() == ["Une voiture ?", "Comment ?", "Et sans ?"]


def test_enter_in_a_field_goes_on_and_sends_nothing(site: Site, phone: BrowserContext) -> None:
    before, page = count(site.app), phone.new_page()
    page.goto(f"{site.address}/q/associations")
    start(page)
    page.goto(f"{site.address}/q/associations#partenaire_souhaite")  # a part is opened by its hash
    page.locator("#partenaire_souhaite").wait_for()
    page.fill("#partenaire_souhaite", "Une école")
    page.press("#partenaire_souhaite", "Enter")
    page.wait_for_function("() => !document.querySelector('#partenaire_souhaite').offsetParent")
    assert count(site.app) == before
    assert page.locator(".code").count() == 0


def test_the_screens_of_the_script_have_no_fault(browse: Browse, address: str) -> None:
    phone = browse(viewport=PHONE, bypass_csp=True)
    page, found = phone.new_page(), {}
    begin(page, address)
    found["part"] = faults(page)
    write(page, "Appelez le 06 39 98 12 34.")
    found["care"] = faults(page)
    page.evaluate("location.hash = 'relire'")
    found["review"] = faults(page)
    phone.set_offline(True)
    send(page)
    page.get_by_text("1 réponse en attente d’envoi").wait_for()
    found["waiting"] = faults(page)
    assert found == {name: [] for name in found}


def test_a_double_tap_and_two_tabs_count_once_each(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    write(page)
    page.evaluate("location.hash = 'relire'")
    page.evaluate(
        """() => { const form = document.getElementById('reponse');
        form.requestSubmit(); form.requestSubmit(); }"""
    )
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1


def test_an_empty_form_is_refused_in_the_server_s_own_words(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    send(page)
    page.get_by_role("heading", name="À corriger avant d’envoyer").wait_for()
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1


def test_erasing_leaves_nothing_on_the_device(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    begin(page, address)
    write(page)
    assert kept(page)["drafts"] == 1
    page.get_by_role("button", name="Effacer de cet appareil").click()
    page.get_by_role("button", name="Oui, tout effacer").click()
    page.get_by_text("Il ne reste rien sur cet appareil").wait_for()
    assert kept(page) == {"drafts": 0, "keys": 0, "queue": 0}
    assert page.evaluate("caches.keys()") == []
    page.reload()
    page.wait_for_selector(".kept:has-text('reste sur cet appareil')")
    assert page.input_value("#points_forts") == ""


def test_a_shared_device_keeps_nothing(site: Site, phone: BrowserContext, address: str) -> None:
    before, page = count(site.app), phone.new_page()
    page.goto(f"{address}?partage")
    start(page, "Appareil partagé")
    write(page)
    assert kept(page) == {"drafts": 0, "keys": 0, "queue": 0}
    send(page)
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )


def test_a_shared_device_stays_shared_for_the_next_person(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    page.goto(f"{address}?partage")
    start(page, "Appareil partagé")
    page.fill("#points_forts", WORDS)
    page.get_by_role("button", name="English").click()
    page.get_by_text("Shared device").wait_for()
    assert page.input_value("#points_forts") == WORDS
    page.evaluate("location.hash = 'relire'")
    page.get_by_role("button", name="Send my response").last.click()
    page.locator(".code").wait_for()
    assert "partage" not in page.locator("a.where").inner_text()  # to open at home
    page.get_by_role("link", name="Let someone else answer").click()
    page.wait_for_function("() => document.getElementById('reponse').hidden")
    assert "partage" in page.url
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_over_plain_http_nothing_is_kept_and_the_page_says_so(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(address)
    start(page, "rien n’est gardé sur cet appareil")
    write(page)
    assert kept(page)["drafts"] == 0
    send(page)
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1


def test_a_clock_wrong_by_a_year_loses_no_draft(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    page.add_init_script("const real = Date.now; Date.now = () => real() + 365 * 864e5")
    begin(page, address)
    write(page)
    other = phone.new_page()  # its clock is right again: the draft is dated in the future
    other.goto(f"{address}#partie-1")
    other.get_by_text("Nous avons retrouvé").wait_for()
    assert other.input_value("#points_forts") == WORDS


def test_one_record_that_does_not_open_blocks_no_other(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    page.evaluate(
        """async () => { const base = await new Promise((done) => {
        const asked = indexedDB.open('paroles', 1); asked.onsuccess = () => done(asked.result); });
        const bad = {at: 1, state: 'waiting', iv: new Uint8Array(12), data: new ArrayBuffer(40)};
        base.transaction('queue', 'readwrite').objectStore('queue').put(bad, 'bad');
        base.close(); }"""
    )
    write(page)
    phone.set_offline(True)
    send(page)
    page.get_by_text("en attente d’envoi").wait_for()
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("est arrivée. Votre code").wait_for()
    assert count(site.app) == before + 1
    page.get_by_text("ne s’ouvre plus sur cet appareil").wait_for()


def test_a_personal_number_typed_is_pointed_out_and_sent_nowhere(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    begin(page, address)
    page.fill("#points_forts", "Appelez-moi au 06 39 98 12 34.")
    page.get_by_text("On dirait un téléphone").wait_for()
    page.fill("#points_forts", "Le marché.")
    assert page.locator(".care").count() == 0
    assert "Il reste 1" in page.locator("#points_forts-max").inner_text()


def test_an_english_reader_is_told_in_english(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    page.goto(f"{address}?lang=en#partie-2")
    page.get_by_text("What you write stays on this device until you send it.").wait_for()
    page.get_by_role("link", name="Continue").wait_for()


@pytest.mark.parametrize("name", ["Effacer de cet appareil", "English"])
def test_a_quiet_button_reads_under_the_mouse_too(browse: Browse, address: str, name: str) -> None:
    page = browse(bypass_csp=True).new_page()
    begin(page, address)
    page.get_by_role("button", name=name).hover()
    page.wait_for_timeout(300)
    assert faults(page) == []


def test_what_is_said_beside_a_text_and_of_a_scale_is_whole_after_a_reload(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    begin(page, address)
    page.get_by_label("4 sur 5").check()
    page.fill("#points_forts", "Appelez le 06 12 34 56 78.")
    page.wait_for_timeout(700)
    page.reload()
    page.get_by_text("Nous avons retrouvé").wait_for()
    page.get_by_text("On dirait un téléphone").wait_for()
    page.get_by_text("Il reste").wait_for()
    page.evaluate("location.hash = 'relire'")
    assert "4 sur 5" in page.locator(".answers").inner_text()
    row, heading = page.locator("#relire .actions"), page.get_by_text("Vous écrivez pour quelqu’un")
    ends, begins = row.bounding_box(), heading.bounding_box()
    assert ends
    assert begins
    assert begins["y"] - (ends["y"] + ends["height"]) >= 24
