"""The paper questionnaire: large print, boxes to tick, lines to write on, a number per sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import render_template
from flask_babel import force_locale

from app import formats
from app.exports import pdf_file, qr_code
from app.exports.spread import Spread, _, style
from app.languages import LOCALES, html_language
from app.services.collection.entry_keys import keys_of
from surveys.asking import Choice, Context, Question

_SIGNS_PER_LINE = 330  # of `max_length`, for one handwritten line: most write a third of it
_SHORT, _VERY_SHORT = 30, 17  # signs of a label that fits in half the width, or a third
_MOST_COMMUNES = 30  # beyond, one writes its name
_WIDEST_TABLE = 62  # signs of a matrix's choices side by side


@dataclass(frozen=True)
class Asked:
    """One question as it is printed. `number` is 0 for what asks nothing."""

    number: int
    question: Question
    when: str
    context: Context

    @property
    def kind(self) -> str:
        return self.question.kind

    @cached_property
    def options(self) -> tuple[Choice, ...]:
        return self.question.options(self.context)

    @property
    def boxes(self) -> list[tuple[str, Choice]]:
        """The key that types each answer, and the answer."""
        keys = keys_of(self.question, self.context)
        if self.kind == "commune":
            keys = [""] * len(keys)  # chosen by its first letters
        return list(zip(keys, self.options, strict=True))

    @property
    def columns(self) -> int:
        """How many answers stand side by side: as many as their longest label lets."""
        if getattr(self.question, "other", False):
            return 1  # what is specified needs room
        longest = max((len(option.label) for option in self.options), default=0)
        if self.kind == "commune" or (longest <= _VERY_SHORT and len(self.options) > 4):
            return 3 if longest <= _VERY_SHORT + 3 else 2
        return 2 if longest <= _SHORT and len(self.options) > 2 else 1

    @property
    def lines(self) -> int:
        """Lines to write on: none where one ticks."""
        if self.kind == "commune":
            return 0 if len(self.options) <= _MOST_COMMUNES else 1
        if self.kind == "short_text":
            return 1
        length: int = getattr(self.question, "max_length", 0) if self.kind == "long_text" else 0
        return min(7, max(2, length // _SIGNS_PER_LINE)) if length else 0

    @property
    def ticked(self) -> bool:
        """Whether it is a list of boxes."""
        listed = ("single_choice", "several_choices", "age_band")
        return self.kind in listed or (self.kind == "commune" and not self.lines)

    @property
    def as_table(self) -> bool:
        """Whether a matrix holds side by side; else each line becomes a list."""
        return sum(len(option.label) + 2 for option in self.options) <= _WIDEST_TABLE

    @property
    def how(self) -> str:
        """How many boxes to tick, or what to write in them."""
        least, most = getattr(self.question, "min", None), getattr(self.question, "max", None)
        if self.kind in ("single_choice", "age_band"):
            return _("Une seule case.")
        if self.kind == "several_choices":
            if most == 1:
                return _("Une seule case.")
            if most:
                return _("%(n)s cases au plus.", n=most)
            least = least or 0
            if least > 1:
                return _("%(n)s cases au moins.", n=least)
            return _("Plusieurs cases possibles.")
        if self.kind == "ranking":
            return _("Écrivez 1 dans la case de votre premier choix, puis 2, 3…")
        if self.kind == "matrix":
            return _("Une case par ligne.")
        return ""


@dataclass(frozen=True, kw_only=True)
class Paper(Spread):
    """A spread, as its paper questionnaire words it. `definition` is in the language printed."""

    context: Context
    readers: int
    numbered: bool

    @cached_property
    def sections(self) -> list[tuple[str, str, list[Asked]]]:
        """Title, introduction and questions of each."""
        numbers = iter(range(1, 1000))
        return [
            (section.title, section.intro, list(self._asked(section.questions, numbers)))
            for section in self.definition.sections
        ]

    def _asked(self, questions: Sequence[Question], numbers: Iterator[int]) -> Iterator[Asked]:
        for question in questions:
            number = 0 if question.kind in ("note", "consent") else next(numbers)
            when = self.definition.asked_if(question, self.context)
            yield Asked(number, question, when, self.context)

    @property
    def deadline(self) -> str:
        """« avant le 31 janvier 2027 »; the empty text for a survey without an end."""
        closes = self.survey.closes_on
        return _("avant le %(day)s", day=formats.short_day(closes)) if closes else ""

    @property
    def follow_up(self) -> str:
        """Where a receipt code is typed."""
        shown = self.public_url.split("://")[-1].removeprefix("www.")
        return f"{shown}/q/{self.definition.slug}/suivi"

    @property
    def give_back(self) -> str:
        return self.note or _("À l’accueil de votre mairie.")


@dataclass(frozen=True)
class Numbers:
    """What one sheet alone carries: its number, and the receipt code of its answers."""

    sheet: str
    receipt: str


def blank(paper: Paper) -> bytes:
    """One questionnaire as tagged PDF, to copy or to read. Raises `pdf_file.CannotPrint`."""
    language = paper.definition.language
    with force_locale(LOCALES[language]):
        page = render_template(
            "print/questionnaire.html", it=paper, language=html_language(language)
        )
    sheet = style("questionnaire.css", paper.territory.accent)
    if paper.numbered:
        sheet += style("numbered.css", paper.territory.accent)
    return pdf_file.render(page, sheet, {"qr.svg": qr_code.picture(paper.address, "svg")})


def numbered(paper: Paper, sheets: Sequence[Numbers]) -> bytes:
    """As many questionnaires as numbers, one after the other, to print on both sides.

    The questions are laid out once and each sheet's numbers are laid over them: a hundred sheets
    take seconds. What is laid over is not tagged; `blank` is the one to read on a screen.
    """
    with force_locale(LOCALES[paper.definition.language]):
        stamps = render_template("print/numbers.html", it=paper, sheets=sheets)
    css = style("numbers.css", paper.territory.accent)
    return pdf_file.laid_over(
        blank(paper), pdf_file.render(stamps, css), len(sheets), paper.definition.title
    )
