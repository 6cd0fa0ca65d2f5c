"""The form of a need: read once from its file, the territory's communes put in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from surveys.answers import Checked, check
from surveys.asking import Choice, Context, Value
from surveys.loader import load_toml
from surveys.needs.words import EVERYWHERE
from surveys.questions import SeveralChoices
from surveys.schema import Survey

NAME, EMAIL, TEXT, WHERE = "nom", "courriel", "besoin", "communes"
BAD_EMAIL = "Écrivez une adresse comme accueil@exemple.fr, ou laissez cette case vide."
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


@cache
def stored_definition() -> Survey:
    """The form as it is published: the same for every territory."""
    return load_toml(Path(__file__).parent / "form.toml")


def definition(context: Context, *, first: bool = True) -> Survey:
    """The form as it is asked here; without « Qui êtes-vous ? » after the first need."""
    sections = []
    for section in stored_definition().sections[0 if first else 1 :]:
        if section.key == "qui_ou":
            section = replace(section, questions=(*section.questions, _where(context)))
        sections.append(section)
    return replace(stored_definition(), sections=tuple(sections))


def _where(context: Context) -> SeveralChoices:
    everywhere = Choice(key=EVERYWHERE, label="Tout le territoire")
    return SeveralChoices(
        key=WHERE,
        label="Dans quelles communes\u00a0?",
        hint="Plusieurs réponses possibles.",
        choices=(everywhere, *context.communes) if context.communes else (everywhere, _ELSEWHERE),
        alone=(EVERYWHERE,),
    )


_ELSEWHERE = Choice(key="ailleurs", label="Ailleurs")  # a list offers two answers at least


def read(asked: Survey, raw: Mapping[str, Sequence[str]], context: Context) -> Checked:
    """What was sent, read against the form; a mail address that is none is refused too."""
    checked = check(asked, raw, context)
    if not is_email(str(checked.values.get(EMAIL, ""))):
        checked.errors[EMAIL] = BAD_EMAIL
    return checked


def is_email(typed: str) -> bool:
    """Whether a mail could go there; nothing typed is no fault."""
    return not typed or _EMAIL.fullmatch(typed) is not None


def deposit(checked: Checked, key: str, received_on: date) -> Deposit:
    """A need from a form without errors: its words apart, as they will be a parole."""
    answers = checked.values | {k: v for k, v in checked.paroles.items() if k != TEXT}
    return Deposit(
        name=str(answers.pop(NAME, "")),
        email=str(answers.pop(EMAIL, "")),
        text=checked.paroles[TEXT],
        answers=answers,
        key=key,
        received_on=received_on,
    )


def said(answers: Mapping[str, Value], context: Context) -> list[tuple[str, str]]:
    """(question, answer in words) of all that a need says beside its text."""
    asked = definition(context, first=False).questions
    lines = ((q.label, q.said(answers, context)) for q in asked if q.key != TEXT)
    return [(label, words) for label, words in lines if words]
