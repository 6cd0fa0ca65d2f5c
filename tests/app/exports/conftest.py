"""A small synthesis, protected and exact, that every format is tried on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analysis.summary import PAROLES, RESPONSES, Origin, Synthesis, synthesise

ENJEUX = (("autonomie", "Autonomie"), ("cohesion", "=Cohésion & <lien>"), ("rare", "Enjeu rare"))
SAID = {
    "autonomie": "Sans voiture on ne peut plus aller au marché ni chez le médecin, personne {}",
    "cohesion": "L’hiver le village est vide et les voisins ne se parlent plus, personne {}",
    "rare": "Les jeunes voudraient un local où décider ensemble de ce qui se fait, personne {}",
}


def _parole(person: int, enjeu: str | None) -> dict[str, Any]:
    text = SAID.get(enjeu or "", "Rien à dire sur ce sujet cette année, personne {}").format(person)
    return dict.fromkeys(PAROLES) | {
        "parole_id": person,
        "response_id": person,
        "source_id": f"S{person}",
        "survey": "habitants",
        "text": f"{text} & <b>\x0b{{{{ 7*7 }}}}" if person % 2 else text,
        "public": ("habitant", "habitant", "elu")[person % 3],
        "commune": "46001" if person % 4 else "46002",
        "received_on": date(2026, 9, 1 + person % 28),
        "channel": "web",
        "enjeux": (enjeu,) if enjeu else (),
        "domaines": ("logement",) if person % 2 else (),
        "polarity": "point_fort" if person % 5 < 2 else "point_vigilance",
        "state": "confirmed" if person % 2 else "proposed",
    }


Maker = Callable[..., Synthesis]
ORIGIN = Origin(
    "essai-1",
    "F1 de 0,5",
    ("Vivre ici",),
    synthetic=True,
    versions=("version 1",),
    quality_words="Juste 5 fois sur 10, en mots.",
)


@pytest.fixture(scope="session")
def make_synthesis() -> Maker:
    enjeux = ["autonomie"] * 60 + ["cohesion"] * 45 + ["rare"] * 4 + [None] * 40
    paroles = pd.DataFrame(
        [_parole(i, e) for i, e in enumerate(enjeux)], columns=list(PAROLES), dtype=object
    )

    def make(k: int | None = 11, *, rows: int | None = None, **given: Any) -> Synthesis:
        said = paroles.head(len(paroles) if rows is None else rows)
        options: dict[str, Any] = {
            "enjeux": ENJEUX,
            "domaines": (("logement", "Logement"),),
            "polarities": (("point_fort", "Point fort"), ("point_vigilance", "Point de vigilance")),
            "publics": (("habitant", "Habitants"), ("elu", "Élus")),
            "channels": (("web", "En ligne"),),
            "communes": (("46001", "Valbourg", 400), ("46002", "Le Pech", 90)),
            "origin": ORIGIN,
        }
        return synthesise(said, said[list(RESPONSES)], k=k, **(options | given))

    return make


@pytest.fixture(scope="session")
def protected(make_synthesis: Maker) -> Synthesis:
    return make_synthesis()


@pytest.fixture(scope="session")
def exact(make_synthesis: Maker) -> Synthesis:
    return make_synthesis(None)
