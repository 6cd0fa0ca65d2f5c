"""The same sheet typed twice: how far both entries agree, and the choice between them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.paper import SecondEntry, Sheet
from app.services.collection import sheets
from app.services.collection.entering import Begun
from app.services.collection.sheets import Place
from app.services.paroles import protection
from surveys import models, receipts, schema, storage
from surveys.answers import Checked, check
from surveys.asking import Context, Question, Stored, Value

SHARE = 10  # one sheet in ten is proposed


class CannotCompare(ValueError):
    """This sheet cannot be typed a second time now: the sentence says why and what to do."""


@dataclass(frozen=True)
class Agreement:
    """How many sheets were typed twice, and how many of their fields were alike.

    A field is one export column that at least one of the two entries fills.
    """

    sheets: int
    fields: int
    equal: int
    texts: int
    texts_equal: int

    @property
    def share(self) -> float:
        """Share of the closed fields typed alike, 0 to 1."""
        return self.equal / self.fields if self.fields else 1.0


@dataclass(frozen=True)
class Difference:
    """One question that the two entries answer otherwise, both in words."""

    question: Question
    first: str
    second: str


def agreement(session: Session, survey_id: int) -> Agreement:
    """What all the second entries of a survey say, settled or not."""
    sums = [
        func.coalesce(func.sum(column), 0)
        for column in (
            SecondEntry.fields,
            SecondEntry.equal,
            SecondEntry.texts,
            SecondEntry.texts_equal,
        )
    ]
    rows = (
        select(func.count(), *sums)
        .select_from(SecondEntry)
        .join(Sheet, Sheet.id == SecondEntry.sheet_id)
        .where(Sheet.survey_id == survey_id)
    )
    return Agreement(*(int(value) for value in session.execute(rows).one()))


def sample(session: Session, survey_id: int, secret: bytes) -> list[Sheet]:
    """The sheets to type again: a tenth, drawn by a hash that nobody can choose; done ones out."""
    rows = select(Sheet).where(Sheet.survey_id == survey_id, Sheet.response_id.is_not(None))
    everyone = sorted(session.scalars(rows), key=lambda sheet: _draw(secret, sheet))
    done = set(session.scalars(select(SecondEntry.sheet_id)))
    return [sheet for sheet in everyone[: -(-len(everyone) // SHARE)] if sheet.id not in done]


def _draw(secret: bytes, sheet: Sheet) -> str:
    return receipts.keyed_hash(secret, "sample", f"{sheet.survey_id}:{sheet.lot}:{sheet.number}")


def unsettled(session: Session, survey_id: int) -> list[SecondEntry]:
    """The second entries whose differences wait for a choice."""
    rows = (
        select(SecondEntry)
        .join(Sheet, Sheet.id == SecondEntry.sheet_id)
        .where(Sheet.survey_id == survey_id, SecondEntry.settled_on.is_(None))
        .order_by(SecondEntry.id)
    )
    return list(session.scalars(rows))


def comparable(
    session: Session, survey_id: int, place: Place | None, by: int, today: date
) -> Sheet:
    """The sheet to type again, blind. Raises `CannotCompare`."""
    sheet = sheets.find(session, survey_id, place) if place else None
    if sheet is None or sheet.response is None:
        raise CannotCompare("Cette feuille n’est pas saisie, ou sa réponse a été effacée.")
    if second_of(session, sheet) is not None:
        raise CannotCompare("Cette feuille a déjà été saisie deux fois. Prenez-en une autre.")
    if sheet.entered_by_id == by and sheet.entered_on == today:
        raise CannotCompare(
            "Vous avez saisi cette feuille aujourd’hui. Demandez à une autre personne, "
            "ou revenez demain."
        )
    return sheet


def second_of(session: Session, sheet: Sheet) -> SecondEntry | None:
    """The second entry of a sheet, if there is one."""
    return session.scalar(select(SecondEntry).where(SecondEntry.sheet_id == sheet.id))


def add_second(
    session: Session,
    sheet: Sheet,
    begun: Begun,
    checked: Checked,
    *,
    keys: tuple[str, ...],
    by: int,
    today: date,
) -> SecondEntry:
    """Counts what agrees; keeps the second entry, encrypted, where something does not."""
    assert sheet.response  # noqa: S101 - `comparable` gave it
    masked = storage.masked_values(begun.definition, checked.values, protection.protector(keys))
    one, other = first_entry(sheet.response, keys), {**masked, **checked.paroles}
    fields = list(_fields(begun.definition, one, other, paroles=False))
    texts = list(_fields(begun.definition, one, other, paroles=True))
    alike = all([*fields, *texts])
    made = SecondEntry(
        sheet_id=sheet.id,
        response_id=sheet.response_id,
        sealed=None if alike else protection.seal(keys, json.dumps(other)).encode(),
        fields=len(fields),
        equal=sum(fields),
        texts=len(texts),
        texts_equal=sum(texts),
        entered_on=today,
        entered_by_id=by,
        settled_on=today if alike else None,
    )
    session.add(made)
    session.flush()
    return made


def first_entry(response: models.Response, keys: tuple[str, ...]) -> dict[str, Value]:
    """Everything stored of a response, its texts as they were written."""
    texts = {
        parole.question: protection.original(keys, parole.original, parole.text)
        for parole in response.paroles
    }
    return {**response.answers, **texts}


def second_entry(entry: SecondEntry, keys: tuple[str, ...]) -> dict[str, Value]:
    """What the second entry says, until it is settled."""
    found: dict[str, Value] = json.loads(protection.original(keys, entry.sealed, "{}"))
    return found


def _fields(
    definition: schema.Survey, one: Stored, other: Stored, *, paroles: bool
) -> Iterator[bool]:
    """Whether each field filled in at least one entry is alike in both."""
    for question in definition.questions:
        if question.is_parole == paroles:
            for column in question.columns():
                pair = question.part(column, one), question.part(column, other)
                if pair != (None, None):
                    yield _alike(*pair)


def _alike(one: Value | None, other: Value | None) -> bool:
    """The same answer; in a text, case and white space do not count."""
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    return one == other


def differences(
    definition: schema.Survey, one: Stored, other: Stored, context: Context
) -> list[Difference]:
    """The questions answered otherwise, in their order."""
    found = []
    for question in definition.questions:
        pairs = ((question.part(c, one), question.part(c, other)) for c in question.columns())
        if not all(_alike(*pair) for pair in pairs):
            said = question.said(one, context), question.said(other, context)
            found.append(Difference(question, *said))
    return found


def settle(
    session: Session,
    entry: SecondEntry,
    definition: schema.Survey,
    chosen: Mapping[str, Stored],
    context: Context,
    *,
    keys: tuple[str, ...],
    today: date,
) -> None:
    """Puts the chosen answers in the response's place and erases the second entry.

    `chosen`: question → the entry that is right. Raises `CannotCompare` when the answers chosen do
    not go together.
    """
    raw: dict[str, Sequence[str]] = {}
    for question in definition.questions:
        raw |= question.typed(chosen[question.key])
    checked = check(definition, raw, context)
    if checked.errors:
        raise CannotCompare(next(iter(checked.errors.values())))
    response = entry.response
    version = session.get_one(models.SurveyVersion, response.version_id)
    storage.amend(
        session,
        response,
        version,
        definition,
        checked,
        protect=protection.protector(keys),
        language=response.language,
    )
    entry.sealed, entry.settled_on = None, today
    session.flush()
