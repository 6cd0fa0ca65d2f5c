"""Sheets of paper: their numbers, the lots printed, what each sheet is to be typed as."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.paper import MOST_SHEETS, Sheet, SheetBatch
from app.services.collection import campaigns
from app.services.questionnaires import questionnaires
from surveys import models, receipts, schema
from surveys.translation import translated
from surveys.words import LANGUAGES

NO_LOT = 0  # interviews and photocopies: numbered when they are entered
_MODULUS = 97  # as on a French bank account: a slip of the finger is seen
_MOST_DIGITS = 9


class BadSheet(ValueError):
    """A number or a lot that cannot be: its sentence, in French, says what to do."""


@dataclass(frozen=True)
class Place:
    """Where a sheet stands: its lot and its number in it."""

    lot: int
    number: int


def code(survey_id: int, place: Place) -> str:
    """« 2-017-45 »: the lot, the sheet, and two figures that also tell the survey."""
    return f"{place.lot}-{place.number:03}-{_check(survey_id, place):02}"


def typed(survey_id: int, text: str) -> Place:
    """The sheet whose number was typed, with or without its dashes. Raises `BadSheet`."""
    digits = re.sub("[^0-9]", "", text[:40])
    if not 6 <= len(digits) <= _MOST_DIGITS:
        raise BadSheet("Ce numéro est incomplet. Il s’écrit comme 2-017-45.")
    place = Place(int(digits[:-5]), int(digits[-5:-2]))
    if int(digits[-2:]) != _check(survey_id, place):
        raise BadSheet(
            "Ce numéro n’est pas celui d’une feuille de ce questionnaire. Relisez-le, et vérifiez "
            "le titre de la feuille."
        )
    return place


def _check(survey_id: int, place: Place) -> int:
    number = int(f"{survey_id}{place.lot:03}{place.number:03}")
    return _MODULUS - number * 100 % _MODULUS


def entry_key(secret: bytes, survey_id: int, place: Place) -> str:
    """The idempotency key of a numbered sheet: its receipt can be printed before it is answered.

    Nobody without the secret can make it, so nobody can answer in the sheet's place.
    """
    return receipts.keyed_hash(secret, "sheet", f"{survey_id}:{place.lot}:{place.number}")


def receipt(secret: bytes, survey_id: int, place: Place) -> str:
    """The receipt code printed on a sheet, as people read it."""
    return receipts.shown(receipts.receipt_code(secret, entry_key(secret, survey_id, place)))


def languages(definition: schema.Survey) -> dict[str, str]:
    """The languages a questionnaire can be printed in, each by its name."""
    return {language: LANGUAGES.get(language, language) for language in definition.offered}


def printed(version: models.SurveyVersion, language: str) -> schema.Survey:
    """The questionnaire as it is printed and typed: in its public's words and that language."""
    definition = questionnaires.definition(version).worded
    return translated(definition, language) if language in definition.languages else definition


def batches(session: Session, survey_id: int) -> list[SheetBatch]:
    """The lots prepared, last first."""
    rows = select(SheetBatch).where(SheetBatch.survey_id == survey_id)
    return list(session.scalars(rows.order_by(SheetBatch.number.desc())))


def batch(session: Session, survey_id: int, number: int) -> SheetBatch | None:
    """One lot of the survey."""
    rows = select(SheetBatch).where(SheetBatch.survey_id == survey_id, SheetBatch.number == number)
    return session.scalar(rows)


def places(lot: SheetBatch) -> Sequence[Place]:
    """The sheets of a lot, in order."""
    return [Place(lot.number, number) for number in range(1, lot.size + 1)]


def checked_size(text: str) -> int:
    """How many sheets were asked for. Raises `BadSheet`."""
    size = int(text) if re.fullmatch("[0-9]{1,4}", text.strip()) else 0
    if not 1 <= size <= MOST_SHEETS:
        raise BadSheet(f"Indiquez un nombre de feuilles entre 1 et {MOST_SHEETS}.")
    return size


def add_batch(
    session: Session,
    survey_id: int,
    size: int,
    *,
    language: str,
    campaign: str,
    today: date,
) -> SheetBatch:
    """A new lot of the survey's last version, in a language and for a campaign that it has."""
    survey = lock(session, survey_id)
    version = survey.versions[-1]
    definition = questionnaires.definition(version)
    last = select(func.max(SheetBatch.number)).where(SheetBatch.survey_id == survey_id)
    made = SheetBatch(
        survey_id=survey_id,
        version_id=version.id,
        number=(session.scalar(last) or 0) + 1,
        size=size,
        language=language if language in languages(definition) else definition.language,
        campaign=campaigns.known_key(session, survey_id, campaign),
        created_on=today,
    )
    session.add(made)
    session.flush()
    return made


def lock(session: Session, survey_id: int) -> models.Survey:
    """The survey, held until the commit: two people get two numbers."""
    rows = select(models.Survey).where(models.Survey.id == survey_id).with_for_update()
    return session.scalars(rows).one()


def entered(session: Session, survey_id: int) -> dict[int, int]:
    """How many sheets of each lot were entered."""
    rows = select(Sheet.lot, func.count()).where(Sheet.survey_id == survey_id).group_by(Sheet.lot)
    return {row[0]: row[1] for row in session.execute(rows)}


def find(session: Session, survey_id: int, place: Place) -> Sheet | None:
    """The sheet, if it was entered."""
    rows = select(Sheet).where(
        Sheet.survey_id == survey_id, Sheet.lot == place.lot, Sheet.number == place.number
    )
    return session.scalar(rows)
