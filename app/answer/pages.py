"""What the resident's pages show: the survey found, its form, its refusals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from flask import Response, abort, make_response, render_template, request
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import OperationalError

from app import languages, web
from app.answer import suspicion
from app.extensions import db
from app.services.collection import campaigns
from app.services.paroles import protection
from app.services.questionnaires import questionnaires, standing
from app.services.questionnaires.standing import Dates, Place, Standing
from surveys import models, schema, storage
from surveys.answers import Checked
from surveys.asking import Context
from surveys.reading import clean_text
from surveys.sentences import table
from surveys.words import NAMED

EMPTY = _("Répondez à au moins une question avant d’envoyer.")
OTHER_PAYLOAD = _("Une première réponse est déjà arrivée avec ce formulaire.")
DAMAGED = _("Ce formulaire est arrivé abîmé. Vérifiez vos réponses, puis envoyez de nouveau.")
LATE = _("Votre réponse n’est pas encore enregistrée")
MANY = _("Beaucoup de réponses arrivent de votre réseau : la vôtre n’est pas encore enregistrée.")
CROWD = _("Beaucoup de réponses arrivent en ce moment : la vôtre n’est pas encore enregistrée.")
BAD_CODE = _("Ce code n’est pas le bon. Recopiez les dix signes de votre reçu, sans vous presser.")
NO_CODE = _("Écrivez les dix lettres ou chiffres de votre reçu.")
LOST_CODE = _(
    "Aucune réponse à ce questionnaire n’a ce code. Si elle a été effacée, il n’en reste rien ; "
    "un brouillon s’efface au bout de trente jours. "
    "Sinon, ce code vient peut-être d’un autre questionnaire."
)

LOST_ANYWHERE = _(
    "Aucune réponse n’a ce code. Si elle a été effacée, il n’en reste rien ; "
    "un brouillon s’efface au bout de trente jours."
)

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Open:
    """A published survey as a page needs it: its definition is in the language of the page."""

    survey: Dates
    version: questionnaires.Version
    definition: schema.Survey
    context: Context
    state: str
    readers: int  # how many people may read the answers
    territory: Place
    missing: bool = False  # some texts are not translated yet

    @property
    def slug(self) -> str:
        return self.definition.slug

    @property
    def language(self) -> str:
        return self.definition.language

    @property
    def named(self) -> bool:
        """Whether its responses carry who was invited: the notice says so."""
        return self.survey.access == NAMED


@dataclass(frozen=True)
class Summary:
    """A survey in the list of consultations."""

    slug: str
    title: str
    language: str
    audience: str
    definition: schema.Survey
    state: str
    opens_on: date | None
    closes_on: date | None
    named: bool


def summary(survey: models.Survey, today: date) -> Summary:
    definition = questionnaires.spoken(survey.versions[-1], languages.current())
    return Summary(
        survey.slug,
        definition.title,
        definition.language,
        table("public", languages.current())[definition.public].lower(),
        definition,
        storage.state(survey, today),
        survey.opens_on,
        survey.closed_on or survey.closes_on,
        survey.access == NAMED,
    )


def stand(slug: str, *, remembered: bool = False) -> Standing:
    """Where the published survey of this address stands, in this territory; 404 otherwise.

    `remembered`: where the database does not answer, as it was when it last did, for a page that
    keeps what was typed. Raises SQLAlchemy's `OperationalError`.
    """
    # A NUL is an error for PostgreSQL, and no slug holds one.
    slug, host = clean_text(slug), request.host.split(":")[0]
    try:
        found = standing.look(db.engine, slug, host)
    except OperationalError:
        found = standing.last_seen(slug, host) if remembered else None
        if found is None:
            raise
    if found is None:
        web.territory()  # says that there is none, rather than no such survey
        abort(404, "survey")
    return found


def find(slug: str, *, remembered: bool = False) -> Open:
    """The published survey of this address in this territory; 404 otherwise."""
    return opened(stand(slug, remembered=remembered))


def opened(found: Standing) -> Open:
    """The survey in the language that the request asks for, among those it has."""
    # The row is read here and left: kept, it would be read again after a commit, and the database
    # held open while an answer waits to be stored.
    version: questionnaires.Version = found.version
    if not questionnaires.is_known(version):
        version = db.session.get_one(models.SurveyVersion, version.id)
    written = questionnaires.definition(version)
    language = languages.speak(written.offered)
    return Open(
        found.survey,
        found.version,
        questionnaires.spoken(version, language),
        replace(found.context, language=language),
        found.state(web.today()),
        found.readers,
        found.territory,
        bool(questionnaires.untranslated(version, language)),
    )


def show_form(
    opened: Open,
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    *,
    key: str = "",
    code: str = "",
    status: int = 200,
    **first: object,
) -> Response:
    """The form, with what was typed and what must be mended; `code` when it corrects a response.

    `first`: what its first page carries besides, an `etag` and an `invitation`; what was `kept`
    for later and the code that opened it, in a form taken up again.
    """
    page = form_page(
        opened,
        raw,
        errors,
        key=key,
        code=code,
        campaign=campaign_of(opened.survey.id, raw),
        issued=suspicion.issued(raw),
        **{"invitation": invitation_of(raw), **first},
    )
    return unstored(page, status)


def invitation_of(raw: Mapping[str, Sequence[str]]) -> str:
    """The personal link that a form carries, for its page to carry it on."""
    token = next(iter(raw.get("invitation", ())), "")
    return token if KEY.fullmatch(token) else ""


def show_late(
    opened: Open, raw: Mapping[str, Sequence[str]], *, key: str = "", code: str = ""
) -> Response:
    """The database is busy, full or away."""
    return show_waiting(opened, raw, key=key, code=code, late="yes")


def show_waiting(
    opened: Open, raw: Mapping[str, Sequence[str]], *, status: int = 503, wait: int = 60, **why: str
) -> Response:
    """Not stored for now: what was typed, under the same key, and what to do. Reads nothing."""
    campaign = next(iter(raw.get("campaign", ())), "")
    page = form_page(
        opened,
        raw,
        {},
        campaign=campaign,
        issued=suspicion.issued(raw),
        invitation=invitation_of(raw),
        **why,
    )
    response = unstored(page, status)
    response.headers["Retry-After"] = str(wait)
    return response


def show_other(opened: Open, raw: Mapping[str, Sequence[str]]) -> Response:
    """This form came with other answers already: nothing is lost, and one says which is meant."""
    known = {*opened.definition.by_name, "campaign", "helped", "invitation", "issued", "website"}
    typed = [(name, text) for name, texts in raw.items() if name in known for text in texts]
    page = render_template("answer/other_payload.html", opened=opened, typed=typed, key=uuid4().hex)
    return unstored(page, 409)


def form_page(
    opened: Open, raw: Mapping[str, Sequence[str]], errors: Mapping[str, str], **hidden: object
) -> str:
    """The page's text; `hidden`: what its form carries: key, code, campaign, issued, invitation."""
    return render_template(
        "answer/form.html",
        opened=opened,
        raw=raw,
        errors=errors,
        territory=opened.territory,
        **hidden,
    )


def campaign_of(survey_id: int, raw: Mapping[str, Sequence[str]]) -> str:
    """Through which campaign one came: what the form carries, else the address; known ones only."""
    sent = next(iter(raw.get("campaign", ())), "") or request.args.get("c", "")
    return campaigns.known_key(db.session(), survey_id, sent) if sent else ""


def not_open(opened: Open) -> Response:
    """Closed or not yet open: its dates, in a page of its own."""
    return problem("answer/not_open.html", opened, 410)


def problem(template: str, opened: Open, status: int) -> Response:
    if web.wants_json():
        return web.json_answer({"state": opened.state}, status)
    return unstored(render_template(template, opened=opened), status)


def read_back(opened: Open, response: models.Response) -> list[tuple[str, str]]:
    """Each question answered, and the answer in words. Free text comes as it is stored: masked."""
    version = db.session.get_one(models.SurveyVersion, response.version_id)
    stored = response.answers | {parole.question: parole.text for parole in response.paroles}
    asked = questionnaires.spoken(version, opened.language).questions
    lines = ((question.label, question.said(stored, opened.context)) for question in asked)
    return [(label, said) for label, said in lines if said]


def errors_of(opened: Open, checked: Checked) -> dict[str, str]:
    """What must be mended; a form without any answer is told so at its first question."""
    sentence = EMPTY if checked.empty else DAMAGED
    first = next(iter(opened.definition.by_name.values()))
    return checked.errors or {first.key: str(sentence)}


def inputs() -> dict[str, Sequence[str]]:
    """What was sent, name → texts that a page can show, from a form or a script's JSON object."""
    sent = _json_inputs() if request.is_json else request.form.lists()
    return {name: [clean_text(text) for text in texts] for name, texts in sent}


def _json_inputs() -> Iterator[tuple[str, list[str]]]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400)
    for name, value in body.items():
        if value is not None:
            yield name, [str(item) for item in value] if isinstance(value, list) else [str(value)]


def key_of(raw: Mapping[str, Sequence[str]]) -> str:
    """The form's idempotency key, a new one where it is missing or damaged."""
    key = next(iter(raw.get("idempotency_key", ())), "")
    return key if KEY.fullmatch(key) else uuid4().hex


def typed_before(
    opened: Open, response: models.Response, keys: tuple[str, ...]
) -> dict[str, list[str]]:
    """What a form needs to show a stored response again, its texts as they were written."""
    raw: dict[str, list[str]] = {}
    for question in opened.definition.questions:
        raw |= question.typed(response.answers)
    for parole in response.paroles:
        raw[parole.question] = [protection.original(keys, parole.original, parole.text)]
    return raw


def unstored(page: str, status: int = 200) -> Response:
    """A page that no cache keeps and whose address goes nowhere."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
