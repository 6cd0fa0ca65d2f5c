"""What the list of paroles may be narrowed to, and what it is narrowed to, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.formats import short_day
from app.models.grid import Theme
from app.services import territories
from app.services.accounts import people
from app.services.paroles import reading
from app.services.paroles.reading import Filters
from app.services.questionnaires import questionnaires
from surveys import words
from surveys.models import Territory

STATES = {
    "proposed": "Proposé par la machine",
    "confirmed": "Confirmé",
    "added": "Ajouté par une personne",
    "refused": "Refusé",
}
CHECKED = {"no": "À vérifier", "yes": "Vérifiées"}
# Those always in sight; the others wait under « Plus de filtres ».
FIRST = ("text", "enjeu", "checked")


@dataclass(frozen=True)
class Choice:
    """One filter: its values and what each is called."""

    name: str
    label: str
    options: Mapping[str, str]

    def called(self, value: str) -> str:
        """« Autonomie », « Autonomie ou Logement »: several enjeux may be asked for at once."""
        if value in self.options:
            return self.options[value]
        return " ou ".join(self.options.get(each, each) for each in value.split(","))


@dataclass(frozen=True)
class Chip:
    """One thing that the list is narrowed to; `query`: the address without it."""

    said: str
    query: Mapping[str, str]


def choices(
    session: Session, territory: Territory, grid: Mapping[str, Sequence[Theme]]
) -> list[Choice]:
    """Every filter that is a list, in the order of the form."""
    labels = {family: {t.key: t.label for t in themes} for family, themes in grid.items()}
    surveys = territories.gathered(session, territory)
    communes = {c.code_insee: c.name for c in territory.communes}
    return [
        Choice("enjeu", "Enjeu", labels["enjeu"] | {"none": "Aucun enjeu"}),
        Choice("checked", "Vérification", CHECKED),
        Choice("state", "Ce qu’est devenu l’enjeu", STATES),
        Choice("domaine", "Domaine", labels["domaine"] | {"none": "Aucun domaine"}),
        Choice("polarity", "Ton", labels["polarity"]),
        Choice("confidence", "Ce que dit la machine", reading.CONFIDENCES),
        Choice("public", "Public", words.PUBLICS),
        Choice("commune", "Commune", communes | {"none": "Non dite"}),
        Choice("age", "Âge", {**words.AGE_BANDS, "none": "Non dit"}),
        Choice("channel", "Comment la réponse est venue", words.CHANNELS),
        Choice("language", "Langue", {"other": "Ni français ni anglais", "en": "Anglais"}),
        Choice("survey", "Questionnaire", questionnaires.titles(surveys)),
        Choice("question", "Question posée", questionnaires.open_questions(surveys)),
        Choice("coder", "Qui a décidé", people.coders(session, territory.id)),
    ]


def chips(filters: Filters, every: Sequence[Choice]) -> list[Chip]:
    """What narrows the list, each with the way to take it off."""
    known = {choice.name: choice for choice in every}
    found = []
    for name, value in filters.but().as_query().items():
        if choice := known.get(name):
            said = f"{choice.label} : {choice.called(value)}"
        else:
            said = _said(name, value)
        found.append(Chip(said, filters.but(**{name: ""}).as_query()))
    return found


def _said(name: str, value: str) -> str:
    if name == "text":
        return f"Mots : « {value} »"
    try:
        day = short_day(date.fromisoformat(value))
    except ValueError:
        return f"Date illisible, sans effet : {value}"
    return f"Depuis le {day}" if name == "since" else f"Jusqu’au {day}"
