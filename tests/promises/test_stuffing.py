"""A stuffed box shows: 500 among 5,000 honest answers, synthetic, a class and families in it.

The honest ones say what the corpus says (synthetic, 57 hands) and what people always write; their
ticks follow their age. The stuffed ones are what campaigns look like: one text reworded, or the
same ticks under changing ages and communes. Answers written anew one by one would not be found.
"""

import csv
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.services.collection import doubts
from surveys.loader import load_toml
from tests.conftest import ROOT
from tests.faults.conftest import size
from tests.storing import DAY, published, save, submission, territory

pytestmark = pytest.mark.promise
COMMON = ("Rien", "rien à dire", "RAS", "les transports", "Le médecin", "tout", "la tranquillité",
          "Les gens sont gentils", "le bus !", "les commerces qui ferment", "?")  # fmt: skip
PLACES = [f"46{number:03}" for number in range(15)]
AGES = ("moins de 15", "15-17", "18-29", "30-44", "45-59", "60-74", "75 et plus")
MOVES = ("conduit", "emmene", "transport", "pied_velo")
HARD = ("soins", "logement", "papiers", "garde", "courses", "internet", "aucune")
TEMPLATES = (
    "Nous demandons l’abandon immédiat du projet de parking sur la place du marché de la commune.",
    "Il faut absolument construire le nouveau stade intercommunal à côté de la salle des fêtes.",
    "La communauté de communes doit soutenir notre festival d’été, le seul qui anime le pays.",
)
SWAPS = {
    "Nous demandons": ("Je demande", "On exige", "Nous voulons"),
    "immédiat": ("rapide", "total", ""),
    "absolument": ("vraiment", "vite", "enfin"),
    "nouveau": ("grand", "futur", ""),
    "doit soutenir": ("doit aider", "devrait soutenir", "doit financer"),
    "seul": ("dernier", "seul vrai", "meilleur"),
    "commune": ("ville", "commune", "commune !"),
    "salle des fêtes": ("salle des fetes", "salle", "salle des fêtes SVP"),
}


def corpus() -> list[str]:
    with (ROOT / "analysis/corpus/training.csv").open(encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file)]


def ticks(chance: random.Random, age: str, place: str) -> dict[str, Any]:
    """Someone's closed answers: the young are driven, the old need care, some leave blanks."""
    weights = (
        (1, 8, 4, 4) if age in AGES[:2] else (14, 2, 1, 3) if age in AGES[2:6] else (5, 8, 3, 3)
    )
    hard = sorted(chance.sample(HARD, chance.choice((0, 1, 1, 2, 2, 3))))
    every = {
        "vivre_ici": chance.choices((1, 2, 3, 4, 5), (1, 3, 7, 9, 4))[0],
        "deplacements": chance.choices(MOVES, weights)[0],
        "difficultes": hard,
        "aide": chance.choice(("oui", "non", "parfois")),
        "enfants": chance.choices(("oui", "non"), (1, 2))[0],
        "depuis": chance.choices(("moins", "dix", "toujours"), (2, 3, 4))[0],
        "ou": place,
        "age": age,
    }
    return {key: value for key, value in every.items() if value != [] and chance.random() > 0.12}


def honest(chance: random.Random, how_many: int) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """A class of twenty-five, families of two to four, and everyone else."""
    texts = corpus()
    for _ in range(min(25, how_many // 20)):
        said = chance.choice((*COMMON, chance.choice(texts)))
        yield {"dire": said}, ticks(chance, "moins de 15", PLACES[0])
    left = how_many - min(25, how_many // 20)
    while left:
        household = min(left, chance.choices((1, 2, 3, 4), (90, 6, 3, 1))[0])
        said, place = chance.choice(texts), chance.choices(PLACES, range(15, 0, -1))[0]
        for _ in range(household):
            own = said if household > 1 else chance.choice((said, said, chance.choice(COMMON), ""))
            age = chance.choices(AGES, (1, 2, 4, 6, 8, 9, 5))[0]
            yield ({"dire": own} if own else {}), ticks(chance, age, place)
        left -= household


def reworded(chance: random.Random, text: str) -> str:
    for words, others in SWAPS.items():
        if words in text and chance.random() < 0.6:
            text = text.replace(words, chance.choice(others))
    if chance.random() < 0.3:  # a slip of the finger
        place = chance.randrange(len(text) - 1)
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return chance.choice(("", "", "Bonjour. ", "Svp ! ")) + text


def stuffed(
    chance: random.Random, how_many: int
) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """Half reword a text, half push the same ticks, with a common word or none."""
    pushed = ticks(random.Random(3), "30-44", PLACES[2]) | {  # noqa: S311 - not a secret
        "vivre_ici": 1, "deplacements": "transport", "difficultes": ["courses", "soins"],
        "aide": "non", "enfants": "oui", "depuis": "dix"}  # fmt: skip
    for number in range(how_many):
        age, place = chance.choice(AGES), chance.choice(PLACES)
        if number % 2:
            yield {"dire": reworded(chance, TEMPLATES[number % 3])}, ticks(chance, age, place)
        else:
            said = chance.choice((*COMMON, ""))
            yield ({"dire": said} if said else {}), pushed | {"age": age, "ou": place}


def test_what_is_stuffed_is_shown_and_the_honest_are_left_alone(stored: Session) -> None:
    chance = random.Random(11)  # noqa: S311 - not a secret
    survey = published(stored, territory(stored))
    total = {"honest": size(1000, 5000), "stuffed": size(100, 500)}
    kinds = {
        "honest": honest(chance, total["honest"]),
        "stuffed": stuffed(chance, total["stuffed"]),
    }
    codes: dict[str, set[str]] = {"honest": set(), "stuffed": set()}
    for kind, answers in kinds.items():
        for texts, values in answers:
            # A third of the honest come on the first day, as after a letter; it is stuffed then.
            days = 0 if kind == "stuffed" or chance.random() < 0.33 else chance.randrange(1, 30)
            given = submission(None, texts, received_on=DAY + timedelta(days), **values)
            codes[kind].add(save(stored, survey, given).code)
    found = doubts.of_survey(stored, survey)
    flagged = {line.response_id for line in found.open}
    shares = {kind: _flagged(stored, survey, codes[kind], flagged) for kind in codes}
    print("flagged:", shares, "of", total)  # noqa: T201 - the figures are the point
    assert shares["stuffed"] >= 0.95
    assert shares["honest"] <= 0.01
    assert found.total == sum(total.values()), "an answer was taken out"
    assert found.without == found.total - len(flagged)


def _flagged(session: Session, survey: Any, codes: set[str], flagged: set[int]) -> float:
    from sqlalchemy import select

    from surveys import receipts
    from surveys.models import Response
    from tests.storing import SECRET

    hashes = {receipts.keyed_hash(SECRET, "code", code) for code in codes}
    rows = session.execute(select(Response.id, Response.code_hash))
    own = {row.id for row in rows if row.code_hash in hashes}
    assert len(own) == len(codes)
    return len(own & flagged) / len(own)


def test_the_catalogue_has_as_many_closed_questions() -> None:
    """The ticks tried here are as many as the residents' questionnaire asks for."""
    asked = load_toml(ROOT / "surveys/catalogue/habitants.toml").questions
    assert len([q for q in asked if not q.is_parole and q.kind != "note"]) >= 8
