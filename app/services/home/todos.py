"""What to do now at the desk, most useful first, each with one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.disclosure import DEFAULT_K
from app.models.coding import Coding, Decision
from app.models.paper import SecondEntry, Sheet
from app.services.collection.doubts import TWINS
from app.services.home.overview import Line, Overview
from app.services.reports import publishing
from surveys.invitations.models import Invitation, InvitationAnswered, Mailing
from surveys.models import Parole, Response, Survey, Territory

SECONDS_PER_PAROLE = 7  # 200 in 20 minutes: believed until enough decisions say otherwise
PACED, PAUSE = 20, 300  # decisions that tell a pace; seconds beyond which somebody did other things
LONG_ENOUGH = 40  # signs: shorter texts are written again and again by honest people
SOON, PATIENCE = 14, 7  # days


@dataclass(frozen=True)
class Todo:
    """One thing to do now: what, why, and the button that does it."""

    title: str
    reason: str
    action: str
    endpoint: str
    post: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def todos(session: Session, territory: Territory, seen: Overview, today: date) -> list[Todo]:
    """Everything that waits, apart from needs (`needs.todos`); whoever cannot open the page of one
    is not shown it."""
    if not seen.lines and not seen.responses:
        return [_nothing_published()]
    found = [*_paroles(session, territory, seen)]
    open_ = [line for line in seen.lines if line.state == "open"]
    found += _reminders(session, open_, today)
    found += _closing(open_)
    found += _differing(session, seen.lines)
    found += _doubtful(session, seen.lines)
    if not seen.responses:
        found.append(_nobody())
    elif not seen.untagged:
        found += _synthesis(session, territory, seen)
    return found


def _nothing_published() -> Todo:
    reason = "Trois sont prêts dans le catalogue."
    return Todo("Aucun questionnaire n’est publié", reason, "Voir la collecte", "desk.surveys")


def _nobody() -> Todo:
    reason = "Partagez l’adresse d’un questionnaire, ou importez des paroles déjà recueillies."
    return Todo("Personne n’a encore répondu", reason, "Voir la collecte", "desk.surveys")


def _paroles(session: Session, territory: Territory, seen: Overview) -> list[Todo]:
    found = []
    if seen.untagged:
        told = "La machine propose des enjeux ; vous décidez ensuite."
        title = _many(seen.untagged, "parole") + " à classer"
        found.append(Todo(title, told, "Classer", "desk.tag", post=True))
    read = seen.to_check - seen.foreign
    if read:
        seconds, measured = pace(session, territory)
        took = duration(max(1, round(read * seconds / 60)))
        how = "au rythme de vos dernières vérifications" if measured else "estimation"
        told = f"Les plus incertaines d’abord ; ≈ {took} en tout ({how})."
        title = _many(read, "parole") + " à vérifier"
        found.append(Todo(title, told, "Vérifier", "desk.review"))
    if seen.foreign:
        told = "La machine ne lit que le français et l’anglais : à lire par une personne."
        title = _many(seen.foreign, "parole") + " dans une autre langue"
        values = {"language": "other", "checked": "no"}
        found.append(Todo(title, told, "Lire", "desk.paroles", values=values))
    return found


def pace(session: Session, territory: Territory) -> tuple[float, bool]:
    """Seconds that checking a parole takes, and whether they were measured.

    The median time between two checks in a row by the same person, pauses left out, over the last
    300 checks.
    """
    rows = (
        select(Decision.by_id, Decision.at)
        .join(Parole, Parole.id == Decision.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Decision.act == "check")
        .where(Decision.how == "desk", Decision.batch_id.is_(None))
        .order_by(Decision.id.desc())
        .limit(300)
    )
    last: dict[int | None, Any] = {}
    gaps = []
    for by, at in session.execute(rows):
        if by in last and 0 < (gap := (last[by] - at).total_seconds()) <= PAUSE:
            gaps.append(gap)
        last[by] = at
    measured = len(gaps) >= PACED
    return (median(gaps) if measured else SECONDS_PER_PAROLE), measured


def _reminders(session: Session, open_: Sequence[Line], today: date) -> list[Todo]:
    """Surveys whose invitations wait for an answer, a week after the last message."""
    ids = [line.survey.id for line in open_]
    wrote = _by_survey(session, select(Mailing.survey_id, func.max(Mailing.made_on)), Mailing, ids)
    late = {one for one, day in wrote.items() if day <= today - timedelta(days=PATIENCE)}
    if not late:
        return []
    counted = [
        _by_survey(session, select(table.survey_id, func.count()), table, ids)
        for table in (Invitation, InvitationAnswered)
    ]
    found = []
    for line in open_:
        one = line.survey.id
        left = counted[0].get(one, 0) - counted[1].get(one, 0)
        if one in late and left > 0:
            days = (today - wrote[one]).days
            title = _many(left, "invitation") + " sans réponse"
            told = f"« {line.title} » : dernier message il y a {days} jours."
            values = {"slug": line.survey.slug}
            found.append(Todo(title, told, "Relancer", "desk.invitations", values=values))
    return found


def _by_survey(session: Session, rows: Any, table: Any, ids: Sequence[int]) -> dict[int, Any]:
    rows = rows.where(table.survey_id.in_(ids)).group_by(table.survey_id)
    return {row[0]: row[1] for row in session.execute(rows)}


def _closing(open_: Sequence[Line]) -> list[Todo]:
    found = []
    for line in open_:
        if line.days_left is not None and line.days_left <= SOON:
            near = {0: "aujourd’hui", 1: "demain"}
            when = near.get(line.days_left, f"dans {line.days_left} jours")
            hoped = line.survey.objective
            of = f" sur {hoped} souhaitées" if hoped else ""
            told = f"{_many(line.responses, 'réponse')}{of}. Un dernier rappel, ou une autre date ?"
            title, values = f"« {line.title} » ferme {when}", {"slug": line.survey.slug}
            found.append(Todo(title, told, "Diffuser", "desk.outreach", values=values))
    return found


def _differing(session: Session, lines: Sequence[Line]) -> list[Todo]:
    """Sheets typed twice, whose two entries differ and wait for a choice."""
    rows = (
        select(Sheet.survey_id, func.count())
        .join(SecondEntry, SecondEntry.sheet_id == Sheet.id)
        .where(SecondEntry.settled_on.is_(None), SecondEntry.sealed.is_not(None))
    )
    waiting = _by_survey(session, rows, Sheet, [line.survey.id for line in lines])
    return [
        Todo(
            _many(waiting[line.survey.id], "feuille") + " à trancher",
            f"« {line.title} » : deux saisies ne disent pas la même chose.",
            "Trancher", "desk.double", values={"slug": line.survey.slug},
        )
        for line in lines if line.survey.id in waiting
    ]  # fmt: skip


def _doubtful(session: Session, lines: Sequence[Line]) -> list[Todo]:
    """Surveys with responses to look at: the page of each finds the near copies as well."""
    ids = [line.survey.id for line in lines]
    signs = select(Response.survey_id, func.count()).where(
        Response.suspicion != "", Response.vouched.is_(False)
    )
    noted = _by_survey(session, signs, Response, ids)
    copies = _copies(session, ids)
    found = []
    for line in lines:
        many = max(noted.get(line.survey.id, 0), copies.get(line.survey.id, 0))
        if many:
            title = f"Au moins {_many(many, 'réponse')} à regarder"
            told = f"« {line.title} » : elles se répètent, ou paraissent venir d’une machine."
            values = {"slug": line.survey.slug}
            found.append(Todo(title, told, "Regarder", "desk.doubts", values=values))
    return found


def _copies(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Responses of one day that hold the same long text as `TWINS` of them, by survey."""
    same = (
        select(Response.survey_id, func.count().label("many"))
        .join(Parole, Parole.response_id == Response.id)
        .join(Coding, Coding.parole_id == Parole.id)
        .where(Response.survey_id.in_(ids), Response.channel == "web", Coding.twin_key != "")
        .where(Response.source_id.is_(None), Response.vouched.is_(False))
        .where(func.length(Parole.text) >= LONG_ENOUGH)
        .group_by(Response.survey_id, Response.received_on, Coding.twin_key)
        .having(func.count() >= TWINS)
        .subquery()
    )
    rows = select(same.c.survey_id, func.sum(same.c.many)).group_by(same.c.survey_id)
    return {row[0]: int(row[1]) for row in session.execute(rows)}


def _synthesis(session: Session, territory: Territory, seen: Overview) -> list[Todo]:
    waiting = publishing.waiting(session, territory)
    if waiting < DEFAULT_K:
        return []
    checked = (
        f"{seen.checked} sur {_many(seen.paroles, 'parole')} vérifiées par une personne."
        if seen.checked
        else "Aucune parole n’est encore vérifiée : ce serait le classement de la machine seule."
    )
    if waiting >= seen.responses:
        title, action = "Une synthèse peut partir au comité", "Préparer la synthèse"
    else:
        title = f"La synthèse a {_many(waiting, 'réponse')} de retard"
        action = "Mettre à jour"
    return [Todo(title, checked, action, "desk.exports")]


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count < 2 else f"{count} {what}s"


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
