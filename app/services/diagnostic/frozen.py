"""What a diagnostic kept as data says, with the words that its digests stand for."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.coding import Coding
from surveys.models import Parole, Response, Survey, Territory

LOST: Final = "Une parole corrigée ou retirée depuis : elle n’est plus montrée"


def quotes(session: Session, territory: Territory, content: Mapping[str, Any]) -> dict[str, str]:
    """Digest → « its words », for each single parole cited that still says the same."""
    wanted = set(_digests(content))
    if not wanted:
        return {}
    rows = (
        select(Parole.text)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Coding, Coding.parole_id == Parole.id)
        .where(Survey.territory_id == territory.id, Coding.checked_at.is_not(None))
    )
    found = {}
    for text in session.scalars(rows):
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest in wanted:
            found[digest] = f"« {text} »"
    return found


def _digests(content: Mapping[str, Any]) -> Iterator[str]:
    for constat in content["constats"]:
        for citation in constat["citations"]:
            if digest := citation.get("seen", {}).get("digest"):
                yield str(digest)


def names(content: Mapping[str, Any]) -> dict[str, str]:
    """The names that the enjeux had, by key."""
    return {each["key"]: each.get("label", each["key"]) for each in content["enjeux"]}
