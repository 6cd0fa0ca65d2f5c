"""A questionnaire: its sections, what it says to people, and what makes one valid."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from surveys import plain
from surveys.asking import Context, InvalidSurvey, Question
from surveys.coherence import condition_problems, name_problems
from surveys.conditions import in_words
from surveys.conditions.live import live
from surveys.questions import AgeBand, Commune, LongText
from surveys.translation import (
    Translation,
    in_reading_order,
    translation_problems,
    withheld,
)
from surveys.words import PUBLICS

__all__ = ["InvalidSurvey", "Section", "Survey", "content_hash", "from_dict", "to_dict"]

_SLUG = re.compile("(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile("[a-z][a-z0-9_]{0,39}")
_MOST_QUESTIONS = 200
BAD_SLUG = "slug : des minuscules sans accent, des chiffres et des tirets (80 au plus)."


@dataclass(frozen=True, kw_only=True)
class Section:
    """Questions that go together, one screen on a phone."""

    key: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A questionnaire for one public. Raises `InvalidSurvey` when it could not be asked.

    `purpose`, `who_reads` and `next_steps` are short paragraphs, `rights` one sentence;
    `minutes` is how long answering takes.
    """

    slug: str
    title: str
    public: str
    purpose: tuple[str, ...]
    minutes: int
    sections: tuple[Section, ...]
    who_reads: tuple[str, ...]
    rights: str
    next_steps: tuple[str, ...] = ()
    language: str = "fr"
    translations: tuple[Translation, ...] = ()

    def __post_init__(self) -> None:
        for problem in self.problems():
            raise InvalidSurvey(problem)
        # Frozen for everyone else: this is how a frozen one is put in order as it is made.
        object.__setattr__(self, "translations", in_reading_order(self))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order they are asked."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> dict[str, Question]:
        """Key → question."""
        return {question.key: question for question in self.questions}

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """Name of an input → the question that reads it."""
        return {name: question for question in self.questions for name in question.names()}

    @cached_property
    def by_column(self) -> dict[str, Question]:
        """Export column → the question it belongs to."""
        return {column: question for question in self.questions for column in question.columns()}

    @cached_property
    def worded(self) -> "Survey":
        """The survey in the words that its questions keep for its public."""
        if not any(question.wordings for question in self.questions):
            return self
        return replace(self, sections=tuple(self._worded(section) for section in self.sections))

    def _worded(self, section: Section) -> Section:
        asked = tuple(question.worded(self.public) for question in section.questions)
        return replace(section, questions=asked)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Its own language, then those it is translated into."""
        return (self.language, *(translation.language for translation in self.translations))

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The languages one can answer in: its own, then those where no needed text is missing."""
        return (self.language, *(one for one in self.languages[1:] if not withheld(self, one)))

    def asked_if(self, question: Question, context: Context) -> str:
        """« si vous avez répondu … », or the empty text for a question always asked."""
        condition = question.condition
        return "" if condition is None else in_words(condition, self, context)

    def live_if(self, question: Question) -> str:
        """That condition as JSON for the page's script; the empty text where a page cannot tell."""
        if question.condition is None:
            return ""
        kinds = {column: asked.kind for column, asked in self.by_column.items()}
        ticked = ("single_choice", "scale", "age_band", "commune")
        tree = live(
            question.condition,
            lambda column: kinds[column] in ticked and column in self.by_key,
            lambda column: kinds[column] == "several_choices" and column in self.by_key,
        )
        return json.dumps(tree, ensure_ascii=False) if tree else ""

    @cached_property
    def written(self) -> frozenset[str]:
        """The closed answers that hold a person's own words."""
        return frozenset(name for question in self.questions for name in question.written())

    def question(self, key: str) -> Question:
        """The question of that key. Raises `KeyError`."""
        return self.by_key[key]

    def first_long_text(self) -> LongText | None:
        """The first open question: where imported paroles go unless told otherwise."""
        return next((q for q in self.questions if isinstance(q, LongText)), None)

    def problems(self) -> Iterator[str]:
        """What keeps the whole from being asked, in French, each with its place and remedy."""
        yield from self._problems_of_the_whole()
        for section in self.sections:
            yield from _section_problems(section)
        yield from _repeated("section", [section.key for section in self.sections])
        yield from _repeated("question", [question.key for question in self.questions])
        yield from name_problems(self.questions)
        yield from condition_problems(self.questions)
        for kind in (Commune, AgeBand):
            asked = [question.key for question in self.questions if isinstance(question, kind)]
            if len(asked) > 1:
                yield f"question « {asked[1]} » : une seule question {kind.kind} ; retirez-la."
        yield from translation_problems(self)

    def _problems_of_the_whole(self) -> Iterator[str]:
        if not is_slug(self.slug):
            yield BAD_SLUG
        if not self.title.strip():
            yield "title : donnez un titre au questionnaire."
        if self.public not in PUBLICS:
            yield f"public : écrivez l’un de {', '.join(PUBLICS)}."
        if not 1 <= self.minutes <= 120:
            yield "minutes : indiquez une durée entre 1 et 120 minutes."
        if not self.by_name:
            yield "sections : posez au moins une question."
        if len(self.questions) > _MOST_QUESTIONS:
            yield f"sections : {_MOST_QUESTIONS} questions au plus ; retirez-en."


def is_slug(text: str) -> bool:
    """Whether a questionnaire may have this address."""
    return _SLUG.fullmatch(text) is not None


def to_dict(survey: Survey) -> dict[str, Any]:
    """The questionnaire as JSON-able data, each question with its `kind`."""
    data: dict[str, Any] = plain.dump(survey)
    return data


def from_dict(data: Mapping[str, Any]) -> Survey:
    """The questionnaire that `to_dict` gave.

    Raises `InvalidSurvey`, naming the question, for anything unknown, missing or of another type.
    """
    survey: Survey = plain.build(Survey, data, "questionnaire")
    return survey


def content_hash(survey: Survey) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8), in hexadecimal."""
    return canonical_hash(to_dict(survey))


def canonical_hash(data: Any) -> str:
    """SHA-256 of any JSON-able data, the same whatever the order of its keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _section_problems(section: Section) -> Iterator[str]:
    if not _KEY.fullmatch(section.key):
        yield f"section « {section.key} » : sa clé commence par une lettre, sans accent ni espace."
    if not section.title.strip():
        yield f"section « {section.key} » : donnez-lui un titre."
    if not section.questions:
        yield f"section « {section.key} » : elle est vide ; posez une question ou retirez-la."


def _repeated(what: str, keys: list[str]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{what} « {key} » : cette clé sert {times} fois ; changez-en une."
