"""Campaigns of a survey: short addresses to spread it by, and how many answered through each."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.outreach import Campaign
from surveys.models import Response, Survey
from surveys.reading import clean_text

USUAL = ("Marché", "Mairie", "Cartable", "Bulletin municipal")
LONGEST_LABEL, LONGEST_NOTE, LONGEST_KEY = 60, 200, 40
# Digits alone are said aloud without spelling; 0 and 1 are left out, read as O and l in a word.
_SIGNS = "23456789"
_TRIES = 20


class BadCampaign(ValueError):
    """A campaign that cannot be: its sentence, in French, says what to do; `field` says where."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def of_survey(session: Session, survey_id: int) -> list[Campaign]:
    """Every campaign, in the order they were made."""
    rows = select(Campaign).where(Campaign.survey_id == survey_id).order_by(Campaign.id)
    return list(session.scalars(rows))


def find(session: Session, survey_id: int, key: str) -> Campaign | None:
    """The survey's campaign of that key."""
    rows = select(Campaign).where(Campaign.survey_id == survey_id, Campaign.key == clean_text(key))
    return session.scalar(rows)


def known_key(session: Session, survey_id: int, key: str) -> str:
    """The key where the survey has such a campaign, else the empty text.

    A forged or forgotten campaign never keeps an answer out: it only goes uncounted.
    """
    if not key or len(key) > LONGEST_KEY:
        return ""
    found = find(session, survey_id, key)
    return found.key if found else ""


def by_code(session: Session, territory_id: int, code: str) -> Campaign | None:
    """The campaign of a short address, in this territory."""
    rows = (
        select(Campaign)
        .join(Survey, Survey.id == Campaign.survey_id)
        .where(Campaign.code == clean_text(code), Survey.territory_id == territory_id)
    )
    return session.scalar(rows)


def counts(session: Session, survey_id: int) -> dict[str, int]:
    """Responses by campaign; "" gathers those that came without one."""
    rows = (
        select(Response.campaign, func.count())
        .where(Response.survey_id == survey_id)
        .group_by(Response.campaign)
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def add(session: Session, survey_id: int, label: str, note: str = "", *, today: date) -> Campaign:
    """A new campaign with its key and short code. Raises `BadCampaign`."""
    known = of_survey(session, survey_id)
    label = checked_label(known, label)
    campaign = Campaign(
        survey_id=survey_id,
        key=_new_key({campaign.key for campaign in known}, label),
        label=label,
        note=checked_note(note),
        code=_new_code(session),
        created_on=today,
    )
    session.add(campaign)
    session.flush()
    return campaign


def add_usual(session: Session, survey_id: int, *, today: date) -> None:
    """Those of the four usual campaigns that the survey does not have."""
    there = {campaign.label.casefold() for campaign in of_survey(session, survey_id)}
    for label in USUAL:
        if label.casefold() not in there:
            add(session, survey_id, label, today=today)


def for_communes(
    session: Session, survey_id: int, names: Sequence[str], *, today: date
) -> list[Campaign]:
    """The campaign of each commune, named after it: the one that is there, brought back if it was
    no longer offered, or a new one."""
    known = {each.label.casefold(): each for each in of_survey(session, survey_id)}
    found = []
    for name in names:
        one = known.get(name.casefold()) or add(session, survey_id, name, today=today)
        one.retired_on = None
        found.append(one)
    session.flush()
    return found


def change(
    session: Session, campaign: Campaign, *, label: str, note: str, retired_on: date | None
) -> None:
    """Renames, explains, retires or brings back; key and code stay. Raises `BadCampaign`."""
    others = [other for other in of_survey(session, campaign.survey_id) if other.id != campaign.id]
    campaign.label, campaign.note = checked_label(others, label), checked_note(note)
    campaign.retired_on = retired_on
    session.flush()


def checked_label(others: list[Campaign], label: str) -> str:
    """The name, cleaned. Raises `BadCampaign`."""
    label = " ".join(clean_text(label).split())
    if not label:
        raise BadCampaign("label", "Donnez un nom à la campagne, par exemple « Marché de Cazals ».")
    if len(label) > LONGEST_LABEL:
        raise BadCampaign("label", f"Raccourcissez ce nom : {LONGEST_LABEL} signes au plus.")
    if label.casefold() in {other.label.casefold() for other in others}:
        raise BadCampaign("label", "Une campagne porte déjà ce nom ; choisissez-en un autre.")
    return label


def checked_note(note: str) -> str:
    """What is printed, cleaned. Raises `BadCampaign`."""
    note = " ".join(clean_text(note).split())
    if len(note) > LONGEST_NOTE:
        raise BadCampaign("note", f"Raccourcissez ce texte : {LONGEST_NOTE} signes au plus.")
    return note


def _new_key(taken: set[str], label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub("[^a-z0-9]+", "_", plain).strip("_")[: LONGEST_KEY - 4] or "campagne"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key


def _new_code(session: Session) -> str:
    """Four digits that no campaign of the installation has; five once four are hard to find."""
    for attempt in range(2 * _TRIES):
        length = 4 if attempt < _TRIES else 5
        code = "".join(secrets.choice(_SIGNS) for _ in range(length))
        if session.scalar(select(Campaign.id).where(Campaign.code == code)) is None:
            return code
    raise RuntimeError("no free short code")  # 32,768 of them
