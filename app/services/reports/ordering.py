"""What is asked of an export, from the words of an address; and the making of a long one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.summary import LIMITED
from app import web
from app.models.exports import ExportJob
from app.services.collection import inviting
from app.services.diagnostic import delivering
from app.services.figures.scope import Scope
from app.services.reports import delivery, parole_rows, streaming
from surveys.models import Survey, Territory

Choices = Mapping[str, Sequence[str]]
Progress = Callable[[int, int], None]
# Over these, a file may take more than five seconds on a small server: it is made apart.
# Responses count the search for what repeats, two thirds of their time until it is no longer made.
LONG_ROWS: Final = {"csv": 10_000, "zip": 8_000, "parquet": 8_000, "xlsx": 6_000}
LONG_PAROLE_ROWS: Final = {"csv": 40_000, "xlsx": 12_000}
LONG_PAROLES: Final = 2_000
ALWAYS_LONG: Final = ("odt",)  # LibreOffice takes its time to start
EACH: Final = 200


def synthesis_asked(choices: Choices, *, unlimited: bool = True) -> delivery.Asked:
    """Raises ValueError with a sentence: a day that is none, limits without exact figures.

    unlimited: whether to say so of limits; else whoever asks is to be told of rights first.
    """
    exact = _one(choices, "exact") == "1"
    scope = Scope(
        enjeux=_keys(choices, "enjeu"),
        domaines=_keys(choices, "domaine"),
        surveys=_keys(choices, "questionnaire"),
        publics=_keys(choices, "public"),
        communes=_keys(choices, "commune"),
        since=_day(choices, "depuis", "premier"),
        until=_day(choices, "jusque", "dernier"),
    )
    if unlimited and scope.limited and not exact:
        raise ValueError(LIMITED)
    return delivery.Asked(_one(choices, "format") or "docx", scope, exact)


def is_long(asked: delivery.Asked, paroles: int) -> bool:
    """Whether a synthesis of so many paroles is made apart."""
    return asked.format in ALWAYS_LONG or paroles > LONG_PAROLES


def is_long_table(
    session: Session, territory: Territory, survey: Survey | None, format_: str
) -> bool:
    """Whether the responses of this survey, or all the paroles, are too many to be waited for."""
    if survey is not None:
        return streaming.count(session, survey) > LONG_ROWS[format_]
    return parole_rows.count(session, territory) > LONG_PAROLE_ROWS[format_]


def make(session: Session, job: ExportJob, target: Path, progress: Progress) -> None:
    """Writes the file of a job. Raises what its making raises."""
    choices, today = job.asked, web.today()
    if job.what == "synthese":
        asked = synthesis_asked(choices)
        delivery.synthesis(
            session, job.territory, asked, today=today, target=target, progress=progress
        )
    elif job.what == "diagnostic":
        progress(0, 1)
        number = _one(choices, "version")
        version = delivering.find(session, job.territory, int(number)) if number else None
        delivering.deliver(
            session,
            job.territory,
            version,
            _one(choices, "format"),
            exact=_one(choices, "exact") == "1",
            today=today,
            target=target,
        )
    elif job.what == "reponses":
        survey = _survey(session, job.territory, _one(choices, "survey"))
        box = inviting.Box(web.secret(), web.settings().encryption_keys)
        total = streaming.count(session, survey)
        delivery.responses(
            session,
            job.territory,
            survey,
            _one(choices, "format"),
            box=box,
            today=today,
            target=target,
            through=lambda rows: told(rows, total, progress),
        )
    else:
        slug = _one(choices, "survey") or None
        format_ = _one(choices, "format")
        total = parole_rows.count(session, job.territory, slug)
        delivery.paroles(
            session,
            job.territory,
            slug,
            format_,
            today=today,
            target=target,
            through=lambda rows: told(rows, total, progress),
        )


def told(rows: Iterable[list[object]], total: int, progress: Progress) -> Iterator[list[object]]:
    """The same rows; says how far they are, now and then."""
    for number, row in enumerate(rows):
        if number % EACH == 0:
            progress(number, total)
        yield row


def _survey(session: Session, territory: Territory, slug: str) -> Survey:
    rows = select(Survey).where(Survey.territory_id == territory.id, Survey.slug == slug)
    return session.scalars(rows).one()


def _one(choices: Choices, name: str) -> str:
    values = choices.get(name) or ("",)
    return values[0]


def _keys(choices: Choices, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choices.get(name, ())))


def _day(choices: Choices, name: str, which: str) -> date | None:
    typed = _one(choices, name).strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise ValueError(f"Écrivez le {which} jour comme 2026-11-23, ou laissez-le vide.") from None
