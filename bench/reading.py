"""How long the desk takes to list, filter and search 50,000 paroles, in one process.

`python -m bench.reading [N] [--url postgresql://…]` fills a database with N synthetic paroles, then
prints for each question the median and the worst of seven, in milliseconds of clock, and as a ratio
to reading every identifier once from the same database. The last lines are whole pages, through the
application.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app import create_app, web
from app.config import read_settings
from app.extensions import db
from app.models.coding import Coding, Decision, Tag
from app.services import territories
from app.services.accounts import staff
from app.services.paroles import alike, reading
from app.services.paroles.reading import Filters
from app.services.samples import sample
from surveys.base import start_writing
from surveys.models import Parole, Response, Survey, Territory, random_id
from surveys.words import AGE_BANDS

N, TIMES, CHUNK = 50_000, 7, 5_000
WORDS_SEED = [
    "bus", "transport", "médecin", "école", "garde", "enfants", "jeunes", "marché", "village",
    "route", "commerce", "maison", "santé", "internet", "téléphone", "loisirs", "sport",
    "bibliothèque", "réseau", "isolement", "voisins", "aide", "mairie", "horaires", "samedi",
    "trajet", "voiture", "permis", "logement", "loyer", "travaux", "chauffage", "pharmacie",
    "attente", "rendez-vous", "dossier", "papiers", "ordinateur", "formation", "emploi",
    "crèche", "cantine", "sorties", "musique", "fête", "association", "bénévole", "salle",
    "piscine", "vélo", "trottoir", "éclairage", "forêt", "rivière", "eau", "déchets",
]  # fmt: skip
QUESTIONS: dict[str, Filters] = {
    "everything": Filters(),
    "page 1,000": Filters(page=1000),
    "an enjeu": Filters(enjeu="autonomie"),
    "no enjeu": Filters(enjeu="none"),
    "an enjeu, confirmed": Filters(enjeu="autonomie", state="confirmed"),
    "to check": Filters(checked="no"),
    "unsure": Filters(confidence="to_check"),
    "public, age, channel": Filters(public="habitant", age="30-44", channel="papier"),
    "a commune, a month": Filters(commune="46066", since="2026-03-01", until="2026-03-31"),
    "a coder": Filters(coder="1"),
    "a frequent word": Filters(text="medecin"),
    "the beginning of one": Filters(text="transp"),
    "a rare word": Filters(text="mot00042"),
    "two words, an enjeu": Filters(text="école samedi", enjeu="autonomie", checked="no"),
}


def fill(session: Session, territory: Territory, survey: Survey, many: int, coder: int) -> None:
    """Synthetic responses of one parole each, tagged; a fifth of them checked."""
    draw = random.Random(46)
    rare = [f"mot{n:05}" for n in range(8_000)]
    grid = territories.themes(session, territory)
    enjeux, domaines = ([t.key for t in grid[family]] for family in ("enjeu", "domaine"))
    places = [commune.code_insee for commune in territory.communes]
    version, survey_id = survey.versions[-1].id, survey.id
    for begun in range(0, many, CHUNK):
        rows = [
            _one(draw, rare, enjeux, domaines, places, survey_id, version, coder)
            for _ in range(min(CHUNK, many - begun))
        ]
        start_writing(session)
        for table, place in ((Response, 0), (Parole, 1), (Coding, 2)):
            session.execute(insert(table), [row[place] for row in rows])
        session.execute(insert(Tag), [tag for row in rows for tag in row[3]])
        session.execute(insert(Decision), [line for row in rows for line in row[4]])
        session.commit()


def _one(
    draw: random.Random,
    rare: list[str],
    enjeux: list[str],
    domaines: list[str],
    places: list[str],
    survey_id: int,
    version: int,
    coder: int,
) -> tuple[Any, ...]:
    response_id, parole_id = random_id(), random_id()
    said = draw.choices(WORDS_SEED, k=draw.randint(8, 40)) + draw.choices(rare, k=3)
    checked = datetime(2026, 4, 1, tzinfo=UTC) if draw.random() < 0.2 else None
    state = "confirmed" if checked else "proposed"
    response = {
        "id": response_id, "survey_id": survey_id, "version_id": version, "answers": {},
        "received_on": date(2026, 1, 5) + timedelta(days=draw.randrange(150)),
        "public": draw.choice(("habitant",) * 8 + ("association", "elu")),
        "channel": draw.choice(("web", "papier", "entretien")), "commune": draw.choice(places),
        "age_band": draw.choice(list(AGE_BANDS)), "key_hash": f"{response_id:064x}",
    }  # fmt: skip
    parole = {
        "id": parole_id, "response_id": response_id, "question": "manques", "text": " ".join(said),
    }  # fmt: skip
    coding = {
        "parole_id": parole_id, "tagger_version": "banc", "grid_version": "1",
        "doubt": draw.random(), "confidence": draw.choice(("sure", "to_check", "none", "unknown")),
        "twin_key": f"{parole_id:032x}", "checked_at": checked,
        "checked_by_id": coder if checked else None,
    }  # fmt: skip
    labels = [("enjeu", key) for key in draw.sample(enjeux, draw.choice((0, 1, 1, 2)))]
    labels.append(("domaine", draw.choice(domaines)))
    tags = [
        {
            "parole_id": parole_id, "family": family, "key": key, "source": "machine",
            "state": state, "score": draw.random(), "spans": [[0, 3, 1.0]], "decided_at": checked,
        }
        for family, key in labels
    ]  # fmt: skip
    lines = [{"parole_id": parole_id, "by_id": coder, "at": checked, "act": "check"}] * bool(
        checked
    )
    return response, parole, coding, tags, lines


def timed(what: str, ask: Callable[[], Any], unit: float) -> float:
    """Prints the median, in seconds of clock and of this process's own work; gives the former."""
    spent, worked = [], []
    for _ in range(TIMES):
        start, busy = time.perf_counter(), time.process_time()
        ask()
        spent.append(time.perf_counter() - start)
        worked.append(time.process_time() - busy)
    middle = median(spent)
    print(
        f"{what:28} {1000 * middle:8.1f} ms  worst {1000 * max(spent):8.1f} ms"
        f"  work {1000 * median(worked):8.1f} ms"
        + (f"  ratio {middle / unit:6.2f}" if unit else "")
    )
    return middle


def measure(app: Flask, many: int) -> None:
    with app.app_context():
        upgrade(directory="migrations")
        session = db.session()
        territory = sample.load_territory(session)
        sample.publish_catalogue(session, territory, web.today())
        user = staff.add(session, "chargee@example.org", "chargee", territory)
        token = staff.make_link(session, user, web.now())
        session.commit()
        survey = next(s for s in territories.surveys(session, territory) if s.slug == "habitants")
        begun = time.perf_counter()
        fill(session, territory, survey, many, user.id)
        print(f"{many} paroles stored in {time.perf_counter() - begun:.1f} s")
        if db.engine.dialect.name == "postgresql":
            # What its autovacuum does of itself within a minute or so; without figures of how many
            # rows there are, its planner may choose badly (seen once: 25 s for one list).
            start_writing(session)
            session.execute(text("ANALYZE"))
            session.commit()
        unit = timed("every identifier, once", lambda: session.scalars(select(Parole.id)).all(), 0)
        for what, filters in QUESTIONS.items():
            timed(f"list: {what}", _asked(session, territory, filters), unit)
        some = session.scalars(select(Parole).order_by(Parole.id)).first()
        assert some is not None
        timed("neighbours alike", lambda: alike.near(session, territory, some), unit)
        timed("next to check", lambda: reading.next_to_check(session, territory, Filters()), unit)
    client = app.test_client()
    page = client.get(f"/bureau/lien/{token}")
    found = re.search('name="csrf_token" value="([^"]+)"', page.text)
    assert found
    client.post(f"/bureau/lien/{token}", data={"csrf_token": found[1]})
    for what, address in (
        ("page: the list", "/bureau/paroles"),
        ("page: a word, an enjeu", "/bureau/paroles?text=medecin&enjeu=autonomie"),
        ("page: one parole", "/bureau/paroles/verifier"),
        ("page: the journal", "/bureau/paroles/journal"),
        ("page: the desk", "/bureau/"),
    ):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        timed(what, lambda at=address: client.get(at, follow_redirects=True), unit)  # type: ignore[misc]


def _asked(session: Session, territory: Territory, filters: Filters) -> Callable[[], None]:
    def ask() -> None:
        reading.counted_page(session, territory, filters)
        session.expunge_all()
        session.add(territory)

    return ask


def main() -> None:
    said = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    said.add_argument("many", nargs="?", type=int, default=N)
    said.add_argument("--url", default="", help="a database of its own; SQLite in a folder unless")
    asked = said.parse_args()
    with tempfile.TemporaryDirectory() as home:
        url = {"PAROLES_DATABASE_URL": asked.url} if asked.url else {}
        measure(create_app(read_settings({"PAROLES_HOME": home, **url}), TESTING=True), asked.many)


if __name__ == "__main__":
    main()
