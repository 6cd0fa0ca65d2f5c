"""The poster of a survey: one sentence, a big square to scan, an address to read aloud."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app import formats
from app.assets import contrast
from app.exports import pdf_file, qr_code
from surveys import models, schema

STYLES = Path(__file__).parent / "styles"
CENTIMETRE = {"a4": 10, "a3": 14.142}  # what one rem measures, in millimetres
_SMALLER = (1, 0.93, 0.86, 0.79, 0.72, 0.65)
_SENTENCE = 240


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What a printed page says beside the questionnaire: where to answer, until when, who helps."""

    survey: models.Survey
    definition: schema.Survey
    address: str
    public_url: str
    note: str = ""

    @property
    def territory(self) -> models.Territory:
        return self.survey.territory

    @property
    def address_shown(self) -> str:
        """The address as people read it aloud and type it."""
        return re.sub("^https?://(www[.])?", "", self.address)

    @property
    def privacy(self) -> str:
        return re.sub("^https?://(www[.])?", "", f"{self.public_url}/donnees-personnelles")

    @property
    def contact(self) -> str:
        """Who helps, or hands out and takes back the paper questionnaire."""
        return self.note or _("Demandez un questionnaire sur papier à l’accueil de votre mairie.")

    @property
    def dates(self) -> str:
        """« Jusqu’au dimanche 31 janvier 2027 »; the empty text for a survey without dates."""
        opens, closes = self.survey.opens_on, self.survey.closes_on
        if opens and closes:
            return _(
                "Du %(first)s au %(last)s",
                first=formats.short_day(opens),
                last=formats.short_day(closes),
            )
        return _("Jusqu’au %(day)s", day=formats.day(closes)) if closes else ""


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
    with force_locale(language):
        page = render_template("print/poster.html", it=spread, language=language)
    drawn = style("poster.css", spread.territory.accent)
    square = {"qr.svg": qr_code.picture(spread.address, "svg")}
    for smaller in _SMALLER:
        css = f"@page{{size:{size}}}html{{font-size:{smaller * CENTIMETRE[size]}mm}}" + drawn
        made = pdf_file.render(page, css, square)
        if pdf_file.page_count(made) == 1:
            break
    return made


def style(name: str, accent: str) -> str:
    """One of our sheets for print, in the territory's colour."""
    on_accent = "#ffffff" if contrast("#ffffff", accent) >= 4.5 else "#1e2a2d"
    colours = f":root{{--accent:{accent};--on-accent:{on_accent}}}"
    return colours + (STYLES / name).read_text("utf-8")


def until(day: date | None) -> str:
    """« avant le 31 janvier 2027 », or the empty text."""
    return _("avant le %(day)s", day=formats.short_day(day)) if day else ""


def _size(text: str, long: int, longer: int) -> str:
    if len(text) > longer:
        return "longer"
    return "long" if len(text) > long else ""
