"""What every printed page says beside the questionnaire: where to answer, until when, who helps."""

import re
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext

from app import formats
from app.assets import contrast
from surveys import models, schema

STYLES = Path(__file__).parent / "styles"


def _(message: str, **values: object) -> str:
    """The message in the language of what is printed."""
    return str(gettext(message, **values))


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


def style(name: str, accent: str) -> str:
    """One of our sheets for print, in the territory's colour."""
    on_accent = "#ffffff" if contrast("#ffffff", accent) >= 4.5 else "#1e2a2d"
    colours = f":root{{--accent:{accent};--on-accent:{on_accent}}}"
    return colours + (STYLES / name).read_text("utf-8")
