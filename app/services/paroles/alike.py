"""Paroles that say nearly the same as another: shown beside it while it is coded."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis import similar
from analysis.text import content_words
from app.services.paroles import reading
from app.services.paroles.reading import Read
from surveys import search
from surveys.models import Parole, Territory

LEAST = 0.2  # of `analysis.similar`: below, they only share a word
CANDIDATES, SHOWN, WORDS = 120, 3, 6


@dataclass(frozen=True)
class Near:
    """A parole like another; `score` from `LEAST` to 1."""

    read: Read
    score: float


def near(session: Session, territory: Territory, parole: Parole) -> list[Near]:
    """The few paroles of the territory most like this one, best first.

    Among those that share its longest words: comparing it with all would take seconds.
    """
    said = {search.fold(token.text) for token in content_words(parole.text)}
    longest = sorted((word for word in said if word.isalnum()), key=lambda w: (-len(w), w))[:WORDS]
    found = search.most_alike(session, longest, CANDIDATES)
    texts = reading.texts(session, territory, [one for one in found if one != parole.id])
    best = similar.nearest(parole.text, texts, least=LEAST)[:SHOWN]
    reads = reading.several(session, territory, [one for one, _ in best])
    return [Near(reads[one], score) for one, score in best]
