"""The pictures of one questionnaire, each with the figures it is drawn from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd
from sqlalchemy.orm import Session

from analysis import charts, clouds, pictures
from analysis.crossing import Crossing
from analysis.disclosure import DEFAULT_K
from analysis.french import day, number, percent
from analysis.pictures import Picture
from app.services.figures import crossings
from app.services.figures.crossings import Asked, Subject
from app.services.paroles import exploring
from surveys.models import Survey, Territory

NAMES: Final[dict[str, str]] = {
    "barres": "De quoi on parle",
    "echelle": "Une question, réponse par réponse",
    "chaleur": "Qui parle de quoi",
    "ensemble": "Les enjeux qui vont ensemble",
    "semaines": "Quand on a répondu",
    "mots": "Les mots qui reviennent",
}


@dataclass(frozen=True)
class Drawn:
    """A picture and its table. why: what to read first, or why there is no picture.

    draw: makes the picture, None where there is too little to draw; header, rows: its figures.
    """

    key: str
    why: str
    header: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = field(default_factory=tuple)
    draw: Callable[[], Picture] | None = None

    @property
    def title(self) -> str:
        return NAMES[self.key]


class Gallery:
    """What can be drawn of a questionnaire's answers."""

    def __init__(self, session: Session, territory: Territory, survey: Survey) -> None:
        self.session, self.territory, self.survey = session, territory, survey

    def one(self, key: str) -> Drawn:
        """Raises KeyError for a picture that does not exist."""
        return {
            "barres": self._bars,
            "echelle": self._stacked,
            "chaleur": self._heat,
            "ensemble": self._together,
            "semaines": self._weeks,
            "mots": self._words,
        }[key]()

    def every(self) -> list[Drawn]:
        return [self.one(key) for key in NAMES]

    def _bars(self) -> Drawn:
        crossing = self._crossed("enjeu")
        n = crossing.everyone.people
        if not n:
            return Drawn("barres", "Personne n’a encore écrit.")
        lines = sorted(crossing.rows, key=lambda row: -crossing.cell(row[0]).people)
        shown = [
            charts.Bar(
                key or "aucun", label, crossing.cell(key).people,
                percent(crossing.cell(key).people / n),
            )
            for key, label in lines
        ]  # fmt: skip

        def draw() -> Picture:
            made = charts.bars(shown, about="les enjeux dont on parle", label="Enjeu", out_of=n)
            return Picture(made.svg, made.alt)

        rows = [(bar.label, number(bar.value or 0), bar.note) for bar in shown]
        why = f"Nombre de personnes, sur {number(n)}. Une personne peut parler de plusieurs enjeux."
        return Drawn("barres", why, ("Enjeu", "Personnes", "Part"), rows, draw)

    def _stacked(self) -> Drawn:
        subject = self._scale()
        if subject is None:
            return Drawn("echelle", "Ce questionnaire n’a pas de question à réponse unique.")
        crossing = self._crossed(subject.key)
        return self._shares("echelle", crossing, pictures.stacked, subject.label)

    def _heat(self) -> Drawn:
        return self._shares(
            "chaleur", self._crossed("enjeu"), pictures.heat, "les enjeux, par public"
        )

    def _shares(
        self,
        key: str,
        crossing: Crossing,
        draw: Callable[[Crossing, str], Picture],
        about: str,
    ) -> Drawn:
        groups = [group for group in crossing.groups if not group.few]
        if not groups or (key == "echelle" and len(crossing.rows) > pictures.MOST_STACKED):
            return Drawn(key, "Moins de 30 réponses : trop peu pour dessiner des parts.")
        header = ("Réponse", *(f"{group.label} ({number(group.people)})" for group in groups))
        rows = [
            (label, *(percent(crossing.cell(row, group.key).share or 0) for group in groups))
            for row, label in crossing.rows
        ]
        few = [group.label.lower() for group in crossing.groups if group.few]
        left = f" Laissés de côté, moins de 30 réponses : {', '.join(few)}." if few else ""
        why = f"{about[:1].upper()}{about[1:]}. Parts de celles et ceux qui ont répondu.{left}"
        return Drawn(key, why, header, rows, lambda: draw(crossing, about))

    def _together(self) -> Drawn:
        shown = exploring.show(
            self.session, self.territory, self.survey.slug, "ensemble", next(iter(exploring.BY))
        )
        if not any(pair.both for pair in shown.pairs):
            return Drawn("ensemble", "Personne n’a encore parlé de deux enjeux.")
        counts = exploring.square(shown.pairs, shown.enjeux)
        about = "personnes qui parlent de deux enjeux à la fois"
        names = shown.enjeux
        rows = [
            (names[pair.first], names[pair.second], number(pair.both))
            for pair in sorted(shown.pairs, key=lambda pair: -pair.both)
            if pair.both
        ][:12]
        return Drawn(
            "ensemble",
            "Personnes qui parlent des deux. Sur la diagonale : de l’enjeu seul ou non. À côté, "
            "les douze paires les plus dites.",
            ("Enjeu", "et", "Personnes"),
            rows,
            lambda: pictures.heat_of_counts(list(names.items()), counts, about),
        )

    def _weeks(self) -> Drawn:
        days = list(self._people()["received_on"])
        counts = pictures.weeks(days)
        if not counts:
            return Drawn("semaines", "Personne n’a encore répondu.")
        return Drawn(
            "semaines",
            "Réponses reçues, semaine par semaine (le lundi).",
            ("Semaine du", "Réponses"),
            [(day(monday), number(count)) for monday, count in counts],
            lambda: pictures.timeline(counts, "réponses reçues par semaine"),
        )

    def _words(self) -> Drawn:
        said = exploring.frame(self.session, self.territory, self.survey.slug)
        pairs = zip(said["response_id"], said["text"], strict=True)
        words = clouds.words(pairs, fewest=DEFAULT_K)
        if not words:
            return Drawn("mots", f"Aucun mot n’a été dit par {DEFAULT_K} personnes au moins.")

        def draw() -> Picture:
            made = clouds.draw(words, about="les mots qui reviennent")
            if made is None:
                raise ValueError("no word")
            return Picture(made.svg, made.alt)

        return Drawn(
            "mots",
            f"Mots dits par {DEFAULT_K} personnes au moins, sous leur forme la plus courante. La "
            "taille suit l’ordre, pas le nombre.",
            ("Mot", "Personnes"),
            [(word.text, number(word.people)) for word in words],
            draw,
        )

    def _scale(self) -> Subject | None:
        """The first question of one answer each: a scale before a choice."""
        found = [
            subject
            for subject in crossings.subjects(self.session, self.territory, self.survey)
            if subject.kind in ("scale", "single_choice")
        ]
        return min(found, key=lambda subject: subject.kind != "scale", default=None)

    def _crossed(self, subject: str) -> Crossing:
        asked = Asked(self.survey.slug, subject, "public")
        return crossings.show(self.session, self.territory, self.survey, asked).crossing

    def _people(self) -> pd.DataFrame:
        return crossings.respondents(self.session, self.territory, self.survey)
