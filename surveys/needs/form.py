"""The form of a need: read once from its file, the territory's communes put in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from surveys.answers import Checked, check
from surveys.asking import Context, Question, Value
from surveys.loader import load_toml
from surveys.messages import BAD_EMAIL
from surveys.questions import SeveralChoices
from surveys.schema import Section, Survey
from surveys.translation import translated

NAME, EMAIL, TEXT, WHERE = "nom", "courriel", "besoin", "communes"
_EMAIL = re.compile(r"[^@\s,;:<>()\"\\]{1,64}@(?=.{4,189}$)[\w-]+(\.[\w-]+)*\.[\w-]{2,}")


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """One need as its form brought it, checked. `name` and `email`: of a new association."""

    text: str
    answers: dict[str, Value]
    key: str
    received_on: date
    name: str = ""
    email: str = ""
    language: str = "fr"
    suspicion: str = ""


@cache
def stored_definition() -> Survey:
    """The form as it is published: the same for every territory."""
    return load_toml(Path(__file__).parent / "form.toml")


def definition(context: Context, *, first: bool = True) -> Survey:
    """The form as it is asked here, in the context's language where it is translated into it.

    Without « Qui êtes-vous ? » after the first need.
    """
    asked = stored_definition()
    if context.language in asked.languages:
        asked = translated(asked, context.language)
    sections = asked.sections[0 if first else 1 :]
    placed = tuple(_placed(section, context) for section in sections)
    return replace(asked, sections=placed, translations=())


def _placed(section: Section, context: Context) -> Section:
    """The territory's communes in the place of « Ailleurs »."""
    asked = (_offering(question, context) for question in section.questions)
    return replace(section, questions=tuple(asked))


def _offering(question: Question, context: Context) -> Question:
    if not isinstance(question, SeveralChoices) or question.key != WHERE or not context.communes:
        return question
    return replace(question, choices=(question.choices[0], *context.communes))


def read(asked: Survey, raw: Mapping[str, Sequence[str]], context: Context) -> Checked:
    """What was sent, read against the form; a mail address that is none is refused too."""
    checked = check(asked, raw, context)
    if not is_email(str(checked.values.get(EMAIL, ""))):
        checked.errors[EMAIL] = BAD_EMAIL.said(context.language)
    return checked


def is_email(typed: str) -> bool:
    """Whether a mail could go there; nothing typed is no fault."""
    return not typed or _EMAIL.fullmatch(typed) is not None


def deposit(
    checked: Checked, key: str, received_on: date, language: str = "fr", suspicion: str = ""
) -> Deposit:
    """A need from a form without errors: its words apart, as they will be a parole."""
    answers = checked.values | {k: v for k, v in checked.paroles.items() if k != TEXT}
    return Deposit(
        name=str(answers.pop(NAME, "")),
        email=str(answers.pop(EMAIL, "")),
        text=checked.paroles[TEXT],
        answers=answers,
        key=key,
        received_on=received_on,
        language=language,
        suspicion=suspicion,
    )


def said(answers: Mapping[str, Value], context: Context) -> list[tuple[str, str]]:
    """(question, answer in words) of all that a need says beside its text."""
    asked = definition(context, first=False).questions
    lines = ((q.label, q.said(answers, context)) for q in asked if q.key != TEXT)
    return [(label, words) for label, words in lines if words]
