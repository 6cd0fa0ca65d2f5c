"""Syntheses on screen: published to committees, read by them, with a vote and a sentence each."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.extensions import db
from app.models.restitution import PublishedSynthesis
from app.services.reports import committee, results
from app.services.reports.committee import CannotPublish, CannotSay
from surveys.base import start_writing
from surveys.reading import clean_text

_ONE = "/syntheses/<int(max=999999):number>"


def add_doors(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add("/syntheses", "syntheses", syntheses)
    add("/syntheses", "publish_synthesis", publish_synthesis, methods=["POST"])
    add(_ONE, "read_synthesis", read_synthesis)
    add(f"{_ONE}/avis", "give_opinion", give_opinion, methods=["POST"])
    add(f"{_ONE}/retirer", "withdraw_synthesis", withdraw_synthesis, methods=["POST"])


def syntheses() -> str:
    return _list_page()


def _list_page(error: str = "", typed: str = "") -> str:
    session, territory = db.session(), web.territory()
    found = committee.published(session, territory)
    return render_template(
        "desk/reports/syntheses.html",
        found=found,
        opinions={one.number: committee.count_opinions(session, one) for one in found},
        left=committee.to_discuss(session, territory, current_user.id) if may("discuss") else {},
        error=error,
        typed=typed,
    )


def publish_synthesis() -> Response | tuple[str, int]:
    """Freezes the synthesis of today for committees."""
    title = " ".join(clean_text(request.form.get("title", "")).split())[: committee.LONGEST_TITLE]
    session = db.session()
    start_writing(session)
    try:
        made = committee.publish(
            session, web.territory(), title, by=current_user.email, today=web.today()
        )
    except CannotPublish as error:
        session.rollback()
        return _list_page(str(error), title), 422
    number = made.number
    session.commit()
    return redirect(url_for("desk.read_synthesis", number=number), 303)


def read_synthesis(number: int) -> str:
    return _read_page(_find(number))


def _read_page(found: PublishedSynthesis, error: str = "", about: str = "", typed: str = "") -> str:
    quoted = [quote[0] for chapter in found.content["enjeux"] for quote in chapter["quotes"]]
    return render_template(
        "desk/reports/synthesis.html",
        synthesis=found,
        content=found.content,
        texts=results.texts(db.session(), web.territory(), quoted),
        mine=committee.mine(found, current_user.id),
        said=found.opinions if may("publish") else [],
        votes=committee.votes(found) if may("publish") else {},
        choices=committee.VOTES,
        error=error,
        about=about,
        typed=typed,
    )


def give_opinion(number: int) -> Response | tuple[str, int]:
    """Keeps a member's vote and sentence on one enjeu."""
    session = db.session()
    start_writing(session)
    found = _find(number)
    enjeu = clean_text(request.form.get("enjeu", ""))[:60]
    sentence = clean_text(request.form.get("sentence", "")).strip()
    try:
        committee.say(
            session,
            found,
            current_user,
            enjeu,
            vote=request.form.get("vote", ""),
            sentence=sentence,
            now=web.now(),
        )
    except CannotSay as error:
        session.rollback()
        return _read_page(_find(number), str(error), enjeu, sentence), 422
    session.commit()
    return redirect(url_for("desk.read_synthesis", number=number, _anchor=f"e-{enjeu}"), 303)


def withdraw_synthesis(number: int) -> Response:
    """Nobody reads it any more; what was said of it stays with it."""
    session = db.session()
    start_writing(session)
    _find(number).withdrawn_on = web.today()
    session.commit()
    return redirect(url_for("desk.syntheses"), 303)


def _find(number: int) -> PublishedSynthesis:
    found = committee.find(db.session(), web.territory(), number)
    if found is None:
        abort(404)
    return found
