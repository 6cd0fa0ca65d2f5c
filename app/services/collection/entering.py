"""A sheet typed at the desk: read as it was printed, stored once, as a resident's answers are."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.paper import Sheet, SheetBatch
from app.services.collection import sheets
from app.services.collection.sheets import NO_LOT, BadSheet, Place
from surveys import models, schema, storage
from surveys.answers import Checked
from surveys.asking import Question

CHANNELS = ("papier", "entretien")


class BadDate(ValueError):
    """A day on which nobody could have answered: its sentence says what to do."""


class AlreadyEntered(Exception):
    """This sheet was entered before, with other answers."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A sheet being typed: what was printed on it. `place` is None for one without a number."""

    place: Place | None
    version: models.SurveyVersion
    definition: schema.Survey
    language: str
    campaign: str


@dataclass(frozen=True, kw_only=True)
class Typing:
    """What is known beside the answers. `key` is the form's own, for a sheet without a number."""

    channel: str
    received_on: date
    campaign: str
    key: str


@dataclass(frozen=True)
class Entered:
    """A sheet stored: where it stands, and the receipt code of its answers."""

    place: Place
    code: str


def begin(session: Session, survey: models.Survey, text: str) -> Begun:
    """The sheet whose number was typed, blank for none. Raises `BadSheet`."""
    if not text.strip():
        version = survey.versions[-1]
        definition = relaxed(sheets.printed(version, ""))
        return Begun(
            place=None,
            version=version,
            definition=definition,
            language=definition.language,
            campaign="",
        )
    place = sheets.typed(survey.id, text)
    if place.lot == NO_LOT:
        return _numbered_here(session, survey, place)
    lot = sheets.batch(session, survey.id, place.lot)
    if lot is None or not 1 <= place.number <= lot.size:
        raise BadSheet("Aucune feuille de ce numéro n’a été préparée. Relisez-le.")
    return _printed(lot, place)


def _printed(lot: SheetBatch, place: Place) -> Begun:
    return Begun(
        place=place,
        version=lot.version,
        definition=relaxed(sheets.printed(lot.version, lot.language)),
        language=lot.language,
        campaign=lot.campaign,
    )


def _numbered_here(session: Session, survey: models.Survey, place: Place) -> Begun:
    """A sheet that got its number when it was entered: it can only be found again."""
    found = sheets.find(session, survey.id, place)
    if found is None or found.response is None:
        raise BadSheet("Aucune feuille de ce numéro n’a été saisie. Relisez-le.")
    version = session.get_one(models.SurveyVersion, found.response.version_id)
    return Begun(
        place=place,
        version=version,
        definition=relaxed(sheets.printed(version, found.response.language)),
        language=found.response.language,
        campaign="",
    )


def relaxed(definition: schema.Survey) -> schema.Survey:
    """The questionnaire without « required », consent excepted: who left a blank is not there."""
    sections = tuple(
        replace(section, questions=tuple(_optional(one) for one in section.questions))
        for section in definition.sections
    )
    return replace(definition, sections=sections)


def _optional(question: Question) -> Question:
    if question.kind == "consent" or not question.required:
        return question
    return replace(question, required=False)


def checked_day(survey: models.Survey, text: str, today: date) -> date:
    """The day the answers were given. Raises `BadDate`."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadDate("Indiquez le jour où la personne a répondu.") from None
    if day > today:
        raise BadDate("Ce jour n’est pas encore venu. Corrigez la date.")
    if storage.state(survey, day) != "open":
        raise BadDate("Le questionnaire n’était pas ouvert ce jour-là. Corrigez la date.")
    return day


def store(
    session: Session,
    survey_id: int,
    begun: Begun,
    checked: Checked,
    typing: Typing,
    *,
    secret: bytes,
    protect: storage.Protect,
    by: int,
    today: date,
) -> Entered:
    """Stores a sheet and its answers, once; the same answers again change nothing.

    Raises `AlreadyEntered`, and what `storage.save` does, `OtherPayload` excepted.
    """
    survey = sheets.lock(session, survey_id)
    place, key = begun.place, typing.key
    if place is not None:
        key = sheets.entry_key(secret, survey_id, place)
    submission = storage.Submission(
        checked=checked,
        key=key,
        received_on=typing.received_on,
        channel=typing.channel,
        campaign=begun.campaign or typing.campaign,
        language=begun.language,
    )
    try:
        saved = storage.save(
            session,
            survey,
            begun.version,
            begun.definition,
            submission,
            secret=secret,
            protect=protect,
        )
    except storage.OtherPayload:
        raise AlreadyEntered from None
    response = storage.find_by_code(session, survey_id, saved.code, secret=secret)
    if response is None:
        raise AlreadyEntered
    if not saved.created:
        return Entered(_place_of(session, response.id), saved.code)
    place = place or _next(session, survey_id)
    session.add(
        Sheet(
            survey_id=survey_id,
            lot=place.lot,
            number=place.number,
            response_id=response.id,
            entered_on=today,
            entered_by_id=by,
        )
    )
    session.flush()
    return Entered(place, saved.code)


def _place_of(session: Session, response_id: int) -> Place:
    sheet = session.scalars(select(Sheet).where(Sheet.response_id == response_id)).one()
    return Place(sheet.lot, sheet.number)


def _next(session: Session, survey_id: int) -> Place:
    """The next number given to a sheet that has none."""
    last = select(func.max(Sheet.number)).where(Sheet.survey_id == survey_id, Sheet.lot == NO_LOT)
    return Place(NO_LOT, (session.scalar(last) or 0) + 1)
