"""How long the editor takes on the longest questionnaire allowed: 200 questions, in one process.

`python -m bench.writing` prints, for each page, the median and the worst of five, in milliseconds
of clock, through the whole application on SQLite, without a network.
"""

import re
import tempfile
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app, web
from app.config import read_settings
from app.extensions import db
from app.services.accounts import staff
from app.services.samples import sample
from surveys import drafts

EDITOR = "/bureau/collecte/long/modifier"
PAGES = ("", "/question/q150", "/question/q151/condition", "/apercu", "/relire", "/traductions")
KINDS = ("single_choice", "several_choices", "long_text", "scale")
TIMES = 5


def question(number: int) -> dict[str, Any]:
    """One of four kinds, with its answers; every fifth is asked under a condition."""
    kind = KINDS[number % 4]
    made: dict[str, Any] = {"kind": kind, "key": f"q{number}", "label": f"Question {number} ?"}
    if "choice" in kind:
        made["choices"] = [{"key": key, "label": f"Réponse {key}"} for key in "abcdef"]
    if kind == "scale":
        made |= {"low": 1, "high": 5, "low_label": "peu", "high_label": "beaucoup"}
    if number % 5 == 4:
        made["only_if"] = f"${{q{number - 1}}} != ''"
    return made


def definition() -> dict[str, Any]:
    """Ten sections of twenty questions."""
    sections = [
        {
            "key": f"s{n}",
            "title": f"Partie {n}",
            "questions": [question(n * 20 + q) for q in range(20)],
        }
        for n in range(10)
    ]
    told = {"title": "Long", "public": "habitant", "purpose": ["Pour mesurer."], "minutes": 60}
    return {**told, "who_reads": ["Personne."], "rights": "Effacer.", "sections": sections}


def prepared(home: str) -> FlaskClient:
    """An application with such a draft, and the chargée's browser."""
    app: Flask = create_app(read_settings({"PAROLES_HOME": home}), TESTING=True)
    with app.app_context():
        upgrade(directory="migrations")
        session = db.session()
        territory = sample.load_territory(session)
        user = staff.add(session, "chargee@example.org", "chargee", territory)
        drafts.start(session, territory, "long", definition(), by="banc", now=web.now())
        token = staff.make_link(session, user, web.now())
        session.commit()
    client = app.test_client()
    page = client.get(f"/bureau/lien/{token}")
    client.post(f"/bureau/lien/{token}", data={"csrf_token": token_of(page.text)})
    return client


def token_of(html: str) -> str:
    found = re.search('name="csrf_token" value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def timed(what: str, ask: Callable[[], Any], times: int = TIMES) -> None:
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        answer = ask()
        spent.append(1000 * (time.perf_counter() - started))
        assert answer.status_code in (200, 303), answer.status_code
    print(f"{what:28} {sorted(spent)[times // 2]:6.0f} {max(spent):6.0f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        client = prepared(home)
        for page in PAGES:
            timed(f"GET {page or '(plan)'}", lambda page=page: client.get(EDITOR + page))  # type: ignore[misc]
        html = client.get(f"{EDITOR}/relire").text
        form = {"csrf_token": token_of(html), "revision": "1"}
        timed("publish", lambda: client.post(f"{EDITOR}/relire", data=form), times=1)


if __name__ == "__main__":
    main()
