"""Responses read by chunks: an export of a hundred thousand fits in a small memory."""

import json
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from app.services.reports.answer_columns import (
    ABOUT,
    OWN_COLUMN,
    WHOSE,
    AnswerColumn,
    answer_columns,
)
from surveys import words
from surveys.asking import Question, Stored
from surveys.models import Parole, Response, Survey

CHUNK: Final = 1000
LIST_KINDS: Final = frozenset({"several_choices", "ranking"})
# Beyond, what repeats is not looked for: comparing everyone with everyone would hold them all.
MOST_COMPARED: Final = 20_000
Row = list[object]
# What is read of a response, in the order of `ABOUT`, then what is worked out from.
_TABLE: Final = Response.__table__.c
_STORED: Final = (
    *(_TABLE[name] for name, _ in ABOUT),
    _TABLE.vouched,
    _TABLE.id,
    cast(_TABLE.answers, Text),  # a chunk's are read as one JSON list: three times faster
)
_PLACES: Final = {name: place for place, (name, _) in enumerate(ABOUT)}
_ID: Final = -2
_HELPED, _SUSPICION = _PLACES["helped"], _PLACES["suspicion"]


def count(session: Session, survey: Survey) -> int:
    """How many responses the survey has."""
    rows = select(func.count(Response.id)).where(Response.survey_id == survey.id)
    return session.scalar(rows) or 0


def names(survey: Survey) -> list[str]:
    """The columns of `responses`, in order."""
    return [name for name, _ in _about(survey)] + [c.name for c in _asked(survey)]


def responses(
    session: Session, survey: Survey, whose: Mapping[int, str] | None = None
) -> Iterator[Row]:
    """One list per response, by day then identifier, with the columns of `names`.

    whose: who answered, by response, for the column `invite` of a named survey.

    Closed answers are the stored values (lists joined by `|`, in order for a ranking), open ones
    the masked text. suspicion: empty once a person vouched for the response; without the lines
    that have one, the figures are those « sans » of the page of responses to look at. Over
    `MOST_COMPARED` responses it holds only what was noted as they came.
    """
    signs, named = _signs(session, survey), survey.access == words.NAMED
    asked = _Asked(_asked(survey))
    for rows, said in _chunks(session, survey):
        every = json.loads(f"[{','.join([row[-1] for row in rows])}]")
        for (*about, vouched, identifier, _), answers in zip(rows, every, strict=True):
            about[_HELPED] = "oui" if about[_HELPED] else ""
            if signs is not None:
                about[_SUSPICION] = signs.get(identifier, "")
            elif vouched:
                about[_SUSPICION] = ""
            found = asked.of(answers, said[identifier], about)
            if named:
                about.append((whose or {}).get(identifier, ""))
            yield about + found


class _Asked:
    """Reads the columns of answers out of a response: one look-up each, in C where it can be.

    Hundreds of thousands of rows pass here, each of tens of columns.
    """

    def __init__(self, columns: Sequence[AnswerColumn]) -> None:
        self.empty: dict[str, object] = {column.key: None for column in columns}
        keys = [column.key for column in columns]
        self.get = itemgetter(*keys) if len(keys) > 1 else None
        self.keys = keys
        kinds = [column.question for column in columns]
        self.own = [
            (place, _PLACES[OWN_COLUMN[question.kind]])
            for place, question in enumerate(kinds)
            if question.kind in OWN_COLUMN
        ]
        self.parts = [
            (place, question.part, column.key)
            for place, (question, column) in enumerate(zip(kinds, columns, strict=True))
            if type(question).part is not Question.part
        ]
        self.lists = [place for place, question in enumerate(kinds) if question.kind in LIST_KINDS]

    def of(self, answers: Stored, said: Mapping[str, str], about: Sequence[object]) -> Row:
        together = {**self.empty, **answers, **said}
        found: Row = list(self.get(together)) if self.get else [together[key] for key in self.keys]
        for place, part, key in self.parts:
            found[place] = part(key, answers)
        for place, there in self.own:
            # An imported response has a commune and an age, and no stored answers.
            found[place] = about[there]
        for place in self.lists:
            value = found[place]
            if value.__class__ is list:
                found[place] = "|".join(map(str, value))
        return found


def _chunks(
    session: Session, survey: Survey
) -> Iterator[tuple[list[Sequence[Any]], dict[int, dict[str, str]]]]:
    """Responses with their texts, a thousand at a time; identifiers alone are all read first."""
    order = select(Response.id).where(Response.survey_id == survey.id)
    ids = list(session.scalars(order.order_by(Response.received_on, Response.id)))
    connection = session.connection()
    spoken = Parole.__table__.c
    for start in range(0, len(ids), CHUNK):
        these = ids[start : start + CHUNK]
        rows = connection.execute(select(*_STORED).where(_TABLE.id.in_(these))).all()
        found = {row[_ID]: row for row in rows}
        texts = select(spoken.response_id, spoken.question, spoken.text)
        said: dict[int, dict[str, str]] = {identifier: {} for identifier in found}
        for response_id, question, text in connection.execute(
            texts.where(spoken.response_id.in_(these))
        ).all():
            if response_id in said:
                said[response_id][question] = text
        yield [found[each] for each in these if each in found], said


def _signs(session: Session, survey: Survey) -> dict[int, str] | None:
    if count(session, survey) > MOST_COMPARED:
        return None
    from app.services.collection import doubts  # it brings scipy: not for a survey too big for it

    return doubts.signs(session, survey)


def _about(survey: Survey) -> tuple[tuple[str, str], ...]:
    return (*ABOUT, WHOSE) if survey.access == words.NAMED else ABOUT


def _asked(survey: Survey) -> list[AnswerColumn]:
    known = dict(_about(survey))
    return [column for column in answer_columns(survey) if column.name not in known]
