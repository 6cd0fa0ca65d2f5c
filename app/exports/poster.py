"""The poster of a survey: one sentence, a big square to scan, an address to read aloud."""

import re
from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale

from app.exports import pdf_file, qr_code
from app.exports.spread import Spread, _, style
from app.languages import LOCALES, html_language

CENTIMETRE = {"a4": 10, "a3": 14.142}  # what one rem measures, in millimetres
_SMALLER = (1, 0.93, 0.86, 0.79, 0.72, 0.65)
_SENTENCE = 240


@dataclass(frozen=True, kw_only=True)
class Poster(Spread):
    """A spread, as its poster words it."""

    @property
    def title(self) -> str:
        return self.definition.title

    @property
    def title_size(self) -> str:
        return _size(self.title, 55, 95)

    @property
    def address_size(self) -> str:
        return _size(self.address_shown, 30, 42)

    @property
    def sentence(self) -> str:
        """The first sentence of the survey's purpose that holds on a poster."""
        first = re.split(r"(?<=[.!?])\s", " ".join(self.definition.purpose))[0]
        return first if len(first) <= _SENTENCE else first[: _SENTENCE - 1].rsplit(" ", 1)[0] + "…"

    @property
    def minutes(self) -> int:
        return self.definition.minutes

    @property
    def territory_name(self) -> str:
        return self.territory.name

    @property
    def convention(self) -> str:
        return self.territory.convention

    @property
    def invitation(self) -> str:
        return _("Votre avis compte")


def poster(spread: Poster, size: str, language: str = "fr") -> bytes:
    """The poster as PDF, `a4` or `a3`. Raises `pdf_file.CannotPrint`."""
    with force_locale(LOCALES[language]):
        page = render_template("print/poster.html", it=spread, language=html_language(language))
    drawn = style("poster.css", spread.territory.accent)
    square = {"qr.svg": qr_code.picture(spread.address, "svg")}
    for smaller in _SMALLER:
        css = f"@page{{size:{size}}}html{{font-size:{smaller * CENTIMETRE[size]}mm}}" + drawn
        made = pdf_file.render(page, css, square)
        if pdf_file.page_count(made) == 1:
            break
    return made


def _size(text: str, long: int, longer: int) -> str:
    if len(text) > longer:
        return "longer"
    return "long" if len(text) > long else ""
