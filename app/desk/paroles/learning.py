"""What the machine learnt from people: its versions, words given to it, what they would change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.extensions import db
from app.services import territories
from app.services.paroles import estimate, given_words, learning, lessons, reading
from surveys.base import start_writing
from surveys.reading import clean_text

if TYPE_CHECKING:
    from analysis.tagging.lexicon import Term

MOST_SIGNS = 80
SIDES = {"for": "pour", "against": "contre"}


def learnt() -> str:
    """Versions, what changed, how right they were, the words given; each can be gone back to."""
    session, territory = db.session(), web.territory()
    told = request.args.get("fait", "")
    return render_template(
        "desk/paroles/learnt.html",
        versions=learning.versions(session, territory),
        used=learning.in_use(session, territory),
        terms=lessons.terms(session, territory),
        estimate=estimate.estimate(session, territory),
        decided=reading.decided(session, territory),
        enough=learning.ENOUGH,
        random_turn=reading.RANDOM_TURN,
        labels=_labels(),
        sides=SIDES,
        told=told if told in ("appris", "gardee", "peu", "reprise") else "",
    )


def _labels() -> dict[str, str]:
    grid = territories.themes(db.session(), web.territory())
    return {theme.key: theme.label for themes in grid.values() for theme in themes}


def learn() -> Response:
    """Learns what was decided since; the version in use stays when the new one is worse."""
    return _learn("appris")


def _learn(done: str) -> Response:
    session, by = db.session(), current_user.id
    try:
        version = learning.study(
            session, web.territory(), web.settings().home, by=by, now=web.now()
        )
    except learning.TooFew:
        return redirect(url_for("desk.learnt", fait="peu"), 303)
    start_writing(session)
    learning.keep(session, version)
    done = done if version.chosen_at is not None else "gardee"
    session.commit()
    return redirect(url_for("desk.learnt", fait=done), 303)


def restore() -> Response:
    """Puts an earlier version in use again."""
    said = request.form.get("number", "")
    if not (said.isascii() and said.isdigit() and len(said) < 9):
        abort(422)
    session = db.session()
    start_writing(session)
    if learning.restore(session, web.territory(), int(said), now=web.now()) is None:
        abort(404)
    session.commit()
    return redirect(url_for("desk.learnt", fait="reprise"), 303)


def preview_words() -> str | tuple[str, int]:
    """Which paroles some words would change, before anything is kept."""
    session, territory = db.session(), web.territory()
    grid = territories.themes(session, territory)["enjeu"]
    words, key, side = _typed(request.args)
    error, seen = "", None
    if request.args:
        error = _fault(words, key, side)
        if not error:
            machine = learning.tagger(session, territory, web.settings().home)
            seen = given_words.preview(session, territory, machine, _term(words, key, side))
    page = render_template(
        "desk/paroles/words.html",
        words=words,
        key=key,
        side=side,
        parole=_parole_id(request.args.get("parole", "")),
        grid=grid,
        labels={theme.key: theme.label for theme in grid},
        sides=SIDES,
        error=error,
        seen=seen,
    )
    return (page, 422) if error else page


def add_words() -> Response:
    """Keeps words for an enjeu or against it, and learns at once."""
    words, key, side = _typed(request.form)
    if _fault(words, key, side):
        abort(422)
    parole_id = _parole_id(request.form.get("parole", ""))
    session, territory, by = db.session(), web.territory(), current_user.id
    if parole_id is not None and reading.one(session, territory, parole_id) is None:
        parole_id = None
    start_writing(session)
    given_words.add(
        session, web.territory(), _term(words, key, side), parole_id, by=by, now=web.now()
    )
    session.commit()
    return _learn("appris")


def remove_words(term_id: int) -> Response:
    """Takes words back, and learns again without them."""
    session = db.session()
    start_writing(session)
    if not given_words.remove(session, web.territory(), term_id, now=web.now()):
        abort(404)
    session.commit()
    return _learn("appris")


def _typed(form: Mapping[str, str]) -> tuple[str, str, str]:
    said = [clean_text(form.get(name, ""))[:MOST_SIGNS] for name in ("words", "key", "side")]
    return " ".join(said[0].split()), said[1], said[2]


def _fault(words: str, key: str, side: str) -> str:
    from analysis.tagging.terms import MOST_WORDS, readable

    known = {theme.key for theme in territories.themes(db.session(), web.territory())["enjeu"]}
    if not readable(words):
        return f"Donnez de un à {MOST_WORDS} mots, dont un d’au moins trois lettres."
    if key not in known:
        return "Choisissez l’enjeu dont parlent ces mots."
    return "" if side in SIDES else "Dites si ces mots sont pour ou contre cet enjeu."


def _term(words: str, key: str, side: str) -> "Term":
    from analysis.tagging.lexicon import Term

    return Term("enjeu", key, side, words)


def _parole_id(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 17 else None
