"""The life of a questionnaire: its versions, what changed between two, its dates and state."""

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import web
from app.desk.collection.collect import find_survey
from app.extensions import db
from app.services import territories
from app.services.questionnaires import cycles, questionnaires
from app.services.questionnaires.kinds import KINDS
from surveys import comparing, models, states
from surveys.base import start_writing

STATES = {
    "open": "Ouvert",
    "closed": "Fermé",
    "scheduled": "Pas encore ouvert",
    "draft": "Brouillon",
}
SAID = {
    "publie": "Publié. Voici les versions de ce questionnaire.",
    "dates": "Dates enregistrées.",
    "objective": "Objectif enregistré.",
    "cycle": "Cycle enregistré.",
    "ferme": "Le questionnaire est fermé. Les réponses reçues restent.",
    "rouvert": "Le questionnaire est rouvert.",
    "archive": "Archivé : il n’est plus dans les listes. Ses réponses restent.",
    "desarchive": "De retour dans les listes.",
}


def versions(slug: str) -> str:
    """Every version, the newest first, with what changed in words."""
    survey = find_survey(slug)
    lines = []
    for place, version in enumerate(survey.versions):
        before = survey.versions[place - 1].definition if place else None
        changes = comparing.changes(before, version.definition) if before else []
        lines.append((version, changes))
    return render_template(
        "desk/questionnaires/versions.html",
        survey=survey,
        title=questionnaires.definition(survey.versions[-1]).title,
        lines=lines[::-1],
        kinds=KINDS,
        state=states.state(survey, web.today()),
        done=SAID.get(request.args.get("fait", "")),
        address=web.settings().public_url,
    )


def version(slug: str, number: int) -> str:
    """One version as it was asked."""
    survey = find_survey(slug)
    found = _numbered(survey, number)
    return render_template(
        "desk/questionnaires/version.html",
        survey=survey,
        version=found,
        definition=questionnaires.definition(found).worded,
        context=territories.context(web.territory()),
        kinds=KINDS,
    )


def _numbered(survey: models.Survey, number: int) -> models.SurveyVersion:
    found = [one for one in survey.versions if one.number == number]
    return found[0] if found else abort(404)


def differences(slug: str) -> str:
    """What changed between any two versions; by default the last two, the first one alone."""
    survey = find_survey(slug)
    last = survey.versions[-1].number
    one = _numbered(survey, request.args.get("de", max(1, last - 1), type=int))
    other = _numbered(survey, request.args.get("a", last, type=int))
    return render_template(
        "desk/questionnaires/differences.html",
        survey=survey,
        title=questionnaires.definition(survey.versions[-1]).title,
        one=one,
        other=other,
        alone=last == 1,
        changes=comparing.changes(one.definition, other.definition),
        kinds=KINDS,
    )


# Gestures that come with something typed.
SAID_ALONE = ("dates", "objective", "cycle")


def dates(slug: str) -> str:
    return _dates(find_survey(slug), "")


def _dates(survey: models.Survey, error: str) -> str:
    return render_template(
        "desk/questionnaires/dates.html",
        survey=survey,
        title=questionnaires.definition(survey.versions[-1]).title,
        state=states.state(survey, web.today()),
        states=STATES,
        today=web.today(),
        done=SAID.get(request.args.get("fait", "")),
        error=error,
        typed=request.form,
        cycle=cycles.of(survey, web.territory()),
    )


def save_dates(slug: str) -> Response | tuple[str, int]:
    """Dates, « fermer maintenant », « rouvrir », « archiver »: one button each."""
    gesture = request.form.get("gesture", "")
    error = {"dates": _wrong_dates, "objective": _wrong_objective, "cycle": _wrong_cycle}.get(
        gesture, str
    )()
    if error or gesture not in (*SAID_ALONE, "close", "reopen", "archive", "unarchive"):
        return _dates(find_survey(slug), error or "Choisissez ce que vous voulez faire."), 422
    session = db.session()
    start_writing(session)
    survey, today = find_survey(slug), web.today()
    done = {
        "dates": lambda: states.set_dates(survey, _day("opens_on"), _day("closes_on")),
        "objective": lambda: setattr(survey, "objective", _objective()),
        "cycle": lambda: setattr(survey, "cycle", _cycle()),
        "close": lambda: states.close(survey, today),
        "reopen": lambda: states.reopen(survey, today),
        "archive": lambda: states.archive(survey, today),
        "unarchive": lambda: states.unarchive(survey),
    }
    done[gesture]()
    session.commit()
    said = {"close": "ferme", "reopen": "rouvert", "unarchive": "desarchive"}.get(gesture, gesture)
    return redirect(url_for("desk.dates", slug=slug, fait=said), 303)


def _objective() -> int | None:
    """As typed, blanks apart: « 1 000 »."""
    typed = "".join(request.form.get("objective", "").split())
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None


def _wrong_objective() -> str:
    typed = request.form.get("objective", "").strip()
    if typed and not _objective():
        return "Écrivez le nombre de réponses souhaitées en chiffres, par exemple 500."
    return ""


def _cycle() -> str:
    return request.form.get("cycle", "").strip()[:20]


def _wrong_cycle() -> str:
    return cycles.wrong(_cycle())


def _wrong_dates() -> str:
    for name in ("opens_on", "closes_on"):
        if request.form.get(name) and _day(name) is None:
            return "Écrivez la date ainsi : 2026-03-27."
    opens, closes = _day("opens_on"), _day("closes_on")
    if opens and closes and closes < opens:
        return "La fermeture doit venir après l’ouverture."
    return ""


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
