"""Whatever is written by whoever, no page nor document runs it: hostile words in every field."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Error, Page
from sqlalchemy import select

from app import web
from app.extensions import db
from app.models.grid import Theme
from app.models.outreach import Campaign
from app.services import territories
from app.services.accounts import staff
from app.services.besoins import need_decisions, needs
from app.services.besoins.need_decisions import Answer
from app.services.collection import campaigns
from app.services.figures.scope import EVERYONE
from app.services.reports import delivery
from surveys import drafts, models
from surveys.base import start_reading
from surveys.invitations.contacts import Contact
from surveys.needs.models import Besoin
from surveys.questions import Choice, LongText, ShortText, SingleChoice
from tests.answering import publish, reading, survey, writing
from tests.faults.conftest import size
from tests.inviting import invite
from tests.journeys.conftest import Site, chromium, enter, import_sample, site
from tests.needing import deposit

__all__ = ["chromium", "site"]
pytestmark = [pytest.mark.promise, pytest.mark.browser]
# What runs, written as pages are attacked: elements, attributes, addresses, templates, encodings.
BASES = (
    "<script>{run}</script>",
    "<img src=x onerror={run}>",
    "<svg onload={run}>",
    "\"><script>{run}</script>",
    "'><img src=x onerror={run}>",
    '" autofocus onfocus={run} x="',
    "' onmouseover={run} x='",
    "</title><script>{run}</script>",
    "</textarea><svg/onload={run}>",
    "</script><script>{run}</script>",
    "<iframe srcdoc=\"<script>parent.{run}</script>\"></iframe>",
    "<a href=javascript:{run}>lire</a>",
    "javascript:{run}",
    "{{{{7*7}}}}<script>{run}</script>",
    "<details open ontoggle={run}>",
    "<math><mtext></mtext><img src=x onerror={run}></math>",
    "<style>@import 'http://x.example/'</style><script>{run}</script>",
    "<object data=javascript:{run}></object>",
    "<form action=javascript:{run}><button autofocus>x</button></form>",
    "<meta http-equiv=refresh content=0;url=javascript:{run}>",
)  # fmt: skip
TWISTS = (
    lambda text: text,
    str.swapcase,
    lambda text: text.replace("<", "<\n", 1) if "<" in text else f" {text}",
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "\\u003c"),
    lambda text: text.replace("script", "scr\tipt"),
    lambda text: text.replace(" ", "/"),
    lambda text: f"*/]]>--><!-- {text}",
    lambda text: text.replace("<", "&#60;<", 1),
    lambda text: f"%3Cscript%3E{text}`${{alert(1)}}`",
)
# What our pages never hold: handlers, scripts and styles in the page, addresses that run.
HELD = """() => [...document.querySelectorAll('*')].flatMap(e => [
  ...[...e.attributes].filter(a => /^on/i.test(a.name)).map(a => `${e.tagName} ${a.name}`),
  ...(e.tagName === 'SCRIPT' && !e.src && !/json/.test(e.type) ? ['SCRIPT inline'] : []),
  ...(/^(OBJECT|EMBED|MATH|STYLE|BASE)$/i.test(e.tagName) ? [e.tagName] : []),
  ...(e.tagName === 'IFRAME' && e.srcdoc ? ['IFRAME srcdoc'] : []),
  ...(/^\\s*javascript:/i.test(e.getAttribute('href') || e.getAttribute('action') || '')
    ? ['address that runs'] : []),
]).slice(0, 5)"""
WATCH = """document.addEventListener('securitypolicyviolation',
  e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"""


def payloads() -> list[str]:
    """Two hundred, in an order that mixes them: any first few are of different kinds."""
    every = [
        twist(base.format(run=f"alert({number})"))
        for number, base in enumerate(BASES * len(TWISTS))
        for twist in [TWISTS[(number + number // len(BASES)) % len(TWISTS)]]
    ]
    assert len(set(every)) == 200
    return every[: size(20, 200)]


@dataclass
class Seen:
    """What a browser noticed, page after page."""

    found: list[str] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        page.add_init_script(WATCH)
        page.on(
            "dialog", lambda dialog: (self.found.append(f"dialog {page.url}"), dialog.dismiss())
        )
        page.on("console", lambda said: self.console(page, said.text))

    def dialog(self, page: Page, dialog: Dialog) -> None:
        self.found.append(f"dialog {page.url}")
        dialog.dismiss()

    def console(self, page: Page, text: str) -> None:
        if "CSP " in text or "Content Security Policy" in text or "Refused to" in text:
            self.found.append(f"{page.url}: {text[:200]}")

    def look(self, page: Page, address: str, name: str) -> None:
        try:
            answer = page.goto(address, wait_until="load")
        except Error as error:  # a file to download has no page
            if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
                raise
            return
        if answer is None or "html" not in (answer.header_value("content-type") or ""):
            return
        assert answer.status < 500, (address, answer.status)
        self.pages.add(name)
        self.found += [f"{address}: {held}" for held in page.evaluate(HELD)]


@pytest.fixture(scope="module")
def hostile(site: Site, chromium: Browser) -> Iterator[Page]:
    """The chargée's browser, on a territory where every stored field is an attack."""
    # A page kept by the worker would reload itself in the middle of the next one.
    context = chromium.new_context(locale="fr-FR", service_workers="block")
    page = context.new_page()
    page.set_default_timeout(60_000)
    enter(page, site)
    import_sample(page, site)
    _poison(site.app)
    yield page
    context.close()


def _poison(app: Flask) -> None:
    bad = payloads()
    asked = survey(
        *(_question(number, text) for number, text in enumerate(bad[:198])),
        LongText(key="dire", label="Dire ?"),
        ShortText(key="mot", label="Mot ?"),
    )
    section = replace(asked.sections[0], title=bad[2])
    words = {"purpose": (bad[1],), "who_reads": (bad[3],), "rights": bad[4]}
    publish(app, replace(asked, title=bad[0], sections=(section,), **words))
    client = app.test_client(use_cookies=False)
    for text in bad:
        sent = {"dire": f"{text} Il manque un car.", "mot": text, "idempotency_key": uuid4().hex}
        assert client.post("/q/essai", data=sent).status_code == 303
    for text in bad[: size(4, 40)]:
        deposit(client, nom=text[:120], besoin=f"{text} Un local.", partenaires=text)
    people = [Contact(name=f"{text[:80]} {n}", organisation=text[:80], email=f"p{n}@example.org",
                      address=text[:60]) for n, text in enumerate(bad)]  # fmt: skip
    invite(app, *people, slug="essai")
    with app.test_request_context(), writing(app) as session:
        here = territories.by_key(session, None)
        asked_of = {one.slug: one for one in territories.surveys(session, here)}
        for text in bad[: size(4, 40)]:
            campaigns.add(session, asked_of["essai"].id, text[:60], text[:200], today=web.today())
        definition = asked_of["habitants"].versions[-1].definition
        drafts.start(
            session, here, "habitants", definition | {"title": bad[0], "purpose": [bad[1]]},
            by=bad[5], now=web.now(),
        )  # fmt: skip
        for number, theme in enumerate(session.scalars(select(Theme))):
            theme.label = bad[number % len(bad)][:150]
        for number, commune in enumerate(here.communes):
            commune.name = bad[number % len(bad)][:110]
        user = staff.by_email(session, "chargee@example.org")
        assert user is not None
        for number, need in enumerate(needs.every(session, here)):
            said = Answer(status="a_l_etude", action="Voir", text=bad[number % len(bad)])
            need_decisions.answer(session, need, said, by=user.id, today=web.today())


def _question(number: int, text: str) -> SingleChoice:
    choices = tuple(Choice(key=f"c{n}", label=f"{text} {n}") for n in range(2))
    return SingleChoice(key=f"q{number}", label=f"{text} ?", hint=text, choices=choices)


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every page that is read, with what it can be about; those that only sign out are left."""
    with reading(app) as session:
        essai = select(models.Survey.id).where(models.Survey.slug == "essai").scalar_subquery()
        answered = select(models.Response.id).where(models.Response.survey_id == essai)
        said = select(models.Parole.id).where(models.Parole.response_id.in_(answered))
        filled: dict[str, Any] = {
            "slug": "essai",
            "parole_id": session.scalars(said).first(),
            "need_id": session.scalars(select(Besoin.id)).first(),
            "code": session.scalars(select(Campaign.code)).first(),
            "key": session.scalars(select(Campaign.key)).first(),
            "number": 1, "user_id": 1, "size": "a4", "kind": "invitation",
        }  # fmt: skip
    left = {"static", "style", "script", "worker", "security.logout", "security.tf_qrcode"}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in left:
            continue
        if rule.endpoint.startswith("security.") and "deconnexion" in rule.rule:
            continue
        values = {name: filled.get(name, 1) for name in rule.arguments}
        if "qr" in rule.rule:
            values["kind"] = "svg"
        with app.test_request_context():
            yield rule.endpoint, app.url_for(rule.endpoint, **values)


def test_no_page_runs_what_was_written(site: Site, hostile: Page) -> None:
    seen = Seen()
    seen.watch(hostile)
    for name, address in addresses(site.app):
        seen.look(hostile, f"{site.address}{address}", name)
    for number in range(1, size(2, 12)):
        seen.look(hostile, f"{site.address}/bureau/paroles?page={number}", "desk.paroles")
    for slug in ("essai", "habitants"):
        for crossed in ("enjeu", "q0"):
            query = f"questionnaire={slug}&quoi={crossed}&par=commune"
            seen.look(hostile, f"{site.address}/bureau/chiffres?{query}", "desk.numbers")
    print(f"{len(payloads())} payloads, {len(seen.pages)} pages: {len(seen.found)} faults")  # noqa: T201
    assert seen.found == []
    assert len(seen.pages) >= 45


def test_the_territory_s_own_words_run_nothing(site: Site, hostile: Page) -> None:
    """Its names stand on every page: each payload in turn, or a few of them."""
    seen = Seen()
    seen.watch(hostile)
    for text in payloads()[: size(4, 200)]:
        with writing(site.app) as session:
            here = territories.by_key(session, None)
            here.name, here.short_name, here.convention = text[:200], text[:80], text[:120]
            here.population_source = text
        for address in ("/", "/q/essai", "/bureau/", "/bureau/collecte"):
            seen.look(hostile, f"{site.address}{address}", address)
    assert seen.found == []
    assert len(seen.pages) == 4


def test_the_watch_does_see_what_would_run(site: Site, chromium: Browser) -> None:
    """The test has teeth: the same words in a page that forgets to escape them are seen."""
    page = chromium.new_context().new_page()
    seen = Seen()
    seen.watch(page)
    unsafe = "<!doctype html><title>x</title>" + "".join(payloads()[:8])
    policy = {"Content-Type": "text/html", "Content-Security-Policy": "script-src 'none'"}
    page.route("**/*", lambda route: route.fulfill(body=unsafe, headers=policy))
    seen.look(page, f"{site.address}/essai", "unsafe")
    assert any("SCRIPT inline" in one for one in seen.found)
    assert any("CSP" in one or "Content Security Policy" in one for one in seen.found)
    page.context.close()


def test_no_document_reaches_outside_nor_runs(site: Site, hostile: Page, tmp_path: Path) -> None:
    """Word, slides, ODT and PDF: no link out, no macro, no action."""
    assert hostile
    formats = ["docx", "pptx", *(f for f in ("pdf", "odt") if not delivery.unavailable(f))]
    with site.app.app_context():
        start_reading(session := db.session())
        here = territories.by_key(session, None)
        for format_ in formats:
            asked = delivery.Asked(format_, EVERYONE, exact=True)
            target = tmp_path / f"s.{format_}"
            delivery.synthesis(session, here, asked, today=date(2026, 11, 23), target=target)
        db.session.remove()
    for format_ in formats:
        data = (tmp_path / f"s.{format_}").read_bytes()
        if format_ == "pdf":
            for act in (b"/JavaScript", b"/JS", b"/Launch", b"javascript:", b"/URI"):
                assert act not in data
            continue
        with zipfile.ZipFile(tmp_path / f"s.{format_}") as archive:
            for name in archive.namelist():
                content = archive.read(name)
                assert not name.lower().endswith((".bin", ".js")), name
                assert b'TargetMode="External"' not in content, name
                assert b'xlink:href="javascript' not in content.lower(), name
