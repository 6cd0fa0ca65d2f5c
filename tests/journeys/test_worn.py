"""« Votre réponse attend sans réseau », « Marche sur un vieux téléphone »: what wears a phone out.

A few answers in `make test`, a thousand in `make promises`.
"""

import os
import signal
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from app import assets
from tests.answering import FORM, count
from tests.faults.conftest import FULL, size
from tests.journeys.conftest import PHONE, Site
from tests.journeys.test_offline import WORDS, begin, kept, send, start, stored_soon, write

pytestmark = [pytest.mark.browser, pytest.mark.promise]
Browse = Callable[..., BrowserContext]

FILL = """async (many) => {
  const form = document.getElementById('reponse');
  for (let n = 0; n < many; n++) {
    const key = crypto.randomUUID().replaceAll('-', '');
    const body = new URLSearchParams({ idempotency_key: key, points_forts: `Parole ${n}.` });
    const it = { key, slug: 'habitants', title: 'Vivre ici', action: form.action };
    const page = location.pathname;
    await Kept.write('queue', key, { ...it, page, body: body.toString() }, { state: 'waiting' });
  }
}"""
STATES = "() => Kept.list('queue').then((rows) => rows.map((it) => [it.state, it.receipt]))"


@pytest.fixture
def phone(browse: Browse) -> BrowserContext:
    return browse(viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def address(site: Site) -> str:
    return f"{site.address}{FORM}"


def queued(page: Page, phone: BrowserContext, address: str, many: int) -> None:
    """A phone without network on which so many answers wait."""
    begin(page, address)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function("() => caches.match(location.href.split('#')[0]).then((it) => !!it)")
    phone.set_offline(True)
    page.evaluate(FILL, many)


def all_gone(page: Page, many: int, seconds: float) -> float:
    """Waits until every answer has its receipt; in how many seconds."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        states = page.evaluate(STATES)
        if len(states) == many and {state for state, _ in states} == {"sent"}:
            assert len({receipt for _, receipt in states}) == many
            return time.monotonic() - began
        time.sleep(0.5)
    raise AssertionError(f"{sum(s != 'sent' for s, _ in states)} answers still wait")


def test_a_full_queue_leaves_once_each_when_the_network_comes_back(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page, many = count(site.app), phone.new_page(), size(30, 1000)
    queued(page, phone, address, many)
    phone.set_offline(False)
    took = all_gone(page, many, 20 * many)
    assert count(site.app) == before + many
    page.get_by_text("est arrivée. Votre code").first.wait_for()
    print(f"{many} answers left in {took:.1f} s")  # noqa: T201 - a figure for pytest -s


def test_a_new_worker_takes_over_a_full_queue(
    site: Site, phone: BrowserContext, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, page, many = count(site.app), phone.new_page(), size(10, 200)
    queued(page, phone, address, many)
    real = assets._script

    def newer(name: str) -> bytes:
        script = real(name)
        return script.replace(b"paroles-1", b"paroles-2") if name == "worker" else script

    monkeypatch.setattr(assets, "_script", newer)
    phone.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
    page.wait_for_function("() => caches.keys().then((names) => !names.includes('paroles-1'))")
    page.goto(address)
    all_gone(page, many, 20 * many)
    assert count(site.app) == before + many


def test_two_tabs_write_one_draft_and_lose_no_word(phone: BrowserContext, address: str) -> None:
    one, other = phone.new_page(), phone.new_page()
    for page in (one, other):
        begin(page, address)
    one.fill("#points_forts", WORDS)
    other.evaluate("location.hash = 'deplacements'")
    other.get_by_label("Je conduis").check()  # before the first tab's words came
    one.wait_for_timeout(700)
    other.wait_for_timeout(700)
    assert other.input_value("#points_forts") == WORDS  # they did since
    other.evaluate("location.hash = 'points_forts'")
    other.fill("#points_forts", f"{WORDS} Et plus.")
    other.wait_for_timeout(700)
    one.close()
    other.close()
    page = phone.new_page()
    page.goto(f"{address}#partie-1")
    page.get_by_text("Nous avons retrouvé").wait_for()
    assert page.input_value("#points_forts") == f"{WORDS} Et plus."
    assert page.locator("#deplacements").is_checked()


def test_two_tabs_that_write_at_the_same_moment_lose_no_word(
    phone: BrowserContext, address: str
) -> None:
    one, other = phone.new_page(), phone.new_page()
    for page in (one, other):
        begin(page, address)
    typed = """([id, words]) => { const field = document.getElementById(id);
        field.value = words; field.dispatchEvent(new Event('input', { bubbles: true })); }"""
    for turn in range(size(3, 30)):
        one.evaluate(typed, ["points_forts", f"A{turn}"])
        other.evaluate(typed, ["manques", f"B{turn}"])
        one.wait_for_timeout(350)
    one.wait_for_timeout(700)
    page = phone.new_page()
    page.goto(f"{address}#partie-1")
    page.get_by_text("Nous avons retrouvé").wait_for()
    assert page.input_value("#points_forts") == f"A{turn}"
    assert page.input_value("#manques") == f"B{turn}"


def test_two_tabs_sent_without_network_overwrite_nothing(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, one, other = count(site.app), phone.new_page(), phone.new_page()
    begin(one, address)
    page_is_kept = "() => caches.match(location.href.split('#')[0]).then((it) => !!it)"
    one.wait_for_function(page_is_kept)
    write(one)
    begin(other, address)
    assert other.input_value("#points_forts") == WORDS
    phone.set_offline(True)
    send(one)
    one.get_by_text("1 réponse en attente").wait_for()
    other.fill("#points_forts", "Une autre personne.")
    send(other)
    other.get_by_text("2 réponses en attente").wait_for()
    phone.set_offline(False)
    assert stored_soon(site.app, before + 2)


def _after_crash(phone: BrowserContext) -> Page:
    """A new tab: the browser may first give it the process it held ready, which died too."""
    for _ in range(4):
        try:
            return phone.new_page()
        except Error as error:
            if "crash" not in str(error):
                raise
    return phone.new_page()


def test_a_killed_tab_loses_at_most_half_a_second(
    chromium: Browser, phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    begin(page, address)
    write(page)
    processes = chromium.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    for process in processes["processInfo"]:
        if process["type"] == "renderer":
            os.kill(process["id"], signal.SIGKILL)
    with pytest.raises(Error, match="crash"):
        page.wait_for_timeout(10_000)
    page = _after_crash(phone)
    page.goto(f"{address}#partie-1")
    page.get_by_text("Nous avons retrouvé").wait_for()
    assert page.input_value("#points_forts") == WORDS


def test_storage_closed_under_a_page_is_opened_again(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    begin(page, address)
    write(page)
    page.evaluate(
        """() => new Promise((done) => {
        const asked = indexedDB.deleteDatabase('paroles'); asked.onsuccess = done; })"""
    )
    page.evaluate("location.hash = 'manques'")
    page.fill("#manques", "Des bus.")
    page.wait_for_timeout(700)
    page.reload()
    page.get_by_text("Nous avons retrouvé").wait_for()
    assert page.input_value("#points_forts") == WORDS  # with what was typed before, too
    assert page.input_value("#manques") == "Des bus."


def test_a_full_storage_says_so_and_sends_all_the_same(
    site: Site, phone: BrowserContext, address: str
) -> None:
    before, page = count(site.app), phone.new_page()
    begin(page, address)
    write(page)
    page.evaluate(
        """() => { IDBObjectStore.prototype.put = () => {
        throw new DOMException('no space', 'QuotaExceededError'); }; }"""
    )
    page.fill("#points_forts", f"{WORDS} Encore.")
    page.get_by_text("Cet appareil ne peut rien garder").wait_for()
    phone.set_offline(True)
    send(page)
    page.get_by_text("Rien n’est perdu : laissez cette page ouverte").wait_for()
    assert page.input_value("#points_forts") == f"{WORDS} Encore."
    phone.set_offline(False)
    send(page)
    page.locator(".code").wait_for()
    assert count(site.app) == before + 1
    assert kept(page) == {"drafts": 0, "keys": 1, "queue": 0}  # gone once acknowledged


SHOWN = """() => { const look = () => document.querySelector('.q')?.getClientRects().length
  ? window.firstQuestion = performance.now() : requestAnimationFrame(look); look(); }"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("slower", [4, 6])
def test_the_first_question_comes_soon_on_an_old_phone(
    browse: Browse, address: str, slower: int, scripts: bool
) -> None:
    """Slow 3G as WebPageTest has it: 400 kb/s, 400 ms there and back."""
    phone = browse(viewport=PHONE, is_mobile=True, service_workers="block")
    page = phone.new_page()
    if not scripts:
        page.route("**/script/answer-*", lambda route: route.abort())
    page.add_init_script(f"({SHOWN})()")
    cdp = phone.new_cdp_session(page)
    cdp.send("Network.enable")
    speed = {"downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
    cdp.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    soon = page.evaluate("window.firstQuestion") / 1000
    ready = soon
    if scripts:
        start(page)
        ready = page.evaluate("performance.now()") / 1000
    print(f"{slower}x, scripts {scripts}: {soon:.2f} s, begun {ready:.2f} s")  # noqa: T201
    assert soon < (2 if FULL else 10)
