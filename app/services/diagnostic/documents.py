"""The texts that constats may cite."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.diagnostic import Document
from app.services.refusal import Refused
from surveys.models import Territory


def every(session: Session, territory: Territory) -> list[Document]:
    rows = select(Document).where(Document.territory_id == territory.id).order_by(Document.title)
    return list(session.scalars(rows))


def add(
    session: Session,
    territory: Territory,
    *,
    title: str,
    author: str = "",
    dated: str = "",
    address: str = "",
) -> Document:
    """Raises `Refused`; flushes."""
    title = " ".join(title.split())[:300]
    if not title:
        raise Refused("Donnez le titre du document.")
    if address and not address.startswith(("https://", "http://")):
        raise Refused("L’adresse commence par https://. Sinon, laissez-la vide.")
    there = select(Document.id).where(
        Document.territory_id == territory.id, Document.title == title
    )
    if session.scalar(there) is not None:
        raise Refused("Ce document est déjà enregistré.")
    made = Document(
        territory_id=territory.id,
        title=title,
        author=author.strip()[:200],
        dated=dated.strip()[:60],
        address=address.strip()[:500],
    )
    session.add(made)
    session.flush()
    return made
