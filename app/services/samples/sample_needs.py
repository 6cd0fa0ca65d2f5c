"""The sample's needs: synthetic, dated from today so that some of them wait for an answer."""

import tomllib
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.besoins import need_decisions, needs
from app.services.besoins.need_decisions import Answer
from app.services.samples.sample import FOLDER
from surveys.models import Response, Territory
from surveys.needs import storage
from surveys.needs.form import Deposit
from surveys.storage import AlreadyWithdrawn, Protect

ASKED = ("publics", "communes", "frequence", "freins", "urgence", "apports", "partenaires")


def sample_needs(
    session: Session,
    territory: Territory,
    *,
    secret: bytes,
    protect: Protect,
    by: int,
    today: date,
) -> str:
    """Adds those that are not there yet; gives the link of one association that has an answer."""
    described = tomllib.loads((FOLDER / "besoins.toml").read_text("utf-8"))["needs"]
    tokens = {}
    for name, asked in groupby(described, key=lambda need: need["association"]):
        tokens[name] = _association(session, territory, list(asked), secret, protect, by, today)
    answered = next(need["association"] for need in described if "answers" in need)
    return tokens[answered]


def _association(
    session: Session,
    territory: Territory,
    asked: list[dict[str, Any]],
    secret: bytes,
    protect: Protect,
    by: int,
    today: date,
) -> str:
    deposits = [_deposit(need, today) for need in asked]
    source_id = f"{territory.key}:{deposits[0].key}"
    token = storage.link(secret, deposits[0].key)
    if session.scalar(select(Response.id).where(Response.source_id == source_id)):
        return token
    try:
        storage.deposit(
            session, territory, deposits[0], secret=secret, protect=protect, source_id=source_id
        )
    except AlreadyWithdrawn:  # somebody tried the button: it stays erased
        return token
    association = storage.find(session, territory, token, secret=secret)
    if association is None:
        return token
    for given in deposits[1:]:
        storage.add(session, association, given, secret=secret, protect=protect)
    made = needs.of_association(session, territory, association)
    for need, described in zip(made, asked, strict=True):
        for line in described.get("answers", ()):
            answer = Answer(line.get("status", ""), line.get("action", ""), line["text"])
            day = today - timedelta(days=line["days"])
            need_decisions.answer(session, need, answer, by=by, today=day)
    return token


def _deposit(need: dict[str, Any], today: date) -> Deposit:
    return Deposit(
        name=need["association"],
        text=need["text"],
        answers={key: need[key] for key in ASKED if key in need},
        key=f"exemple : {need['text'][:40]}",
        received_on=today - timedelta(days=need["days"]),
    )
