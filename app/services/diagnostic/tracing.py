"""A citation followed to what it rests on, as far as whoever follows it may read."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.diagnostic import Citation, Constat
from app.services.besoins import needs
from app.services.besoins.needs import Need
from app.services.diagnostic import evidence, heard, portrait
from app.services.diagnostic.board import OPENED
from app.services.diagnostic.heard import Shielded, Voices
from app.services.paroles.reading import Filters
from surveys.models import Territory

MOST: int = 25  # needs shown under a citation


@dataclass(frozen=True)
class Trace:
    """What stands behind a citation; only what its kind has, and its reader may see, is filled.

    figure: as it is told today. voices: exact; shielded: what the protected synthesis tells of the
    enjeu or domaine that the paroles were chosen by. too_many: protecting them would take too long
    for a page. needs: those of associations, for whoever reads them one by one.
    """

    figure: portrait.Figure | None = None
    area: str = ""
    voices: Voices | None = None
    shielded: tuple[Shielded, ...] = ()
    too_many: bool = False
    needs: tuple[Need, ...] = ()


def trace(session: Session, territory: Territory, citation: Citation, *, exact: bool) -> Trace:
    if citation.kind == "indicator":
        area = portrait.area_name(territory, citation.area, citation.area_code)
        return Trace(figure=evidence.current(citation), area=area)
    if citation.kind == "paroles" and citation.chosen:
        return _paroles(session, territory, Filters.from_form(citation.chosen), exact)
    if citation.kind == "besoins" and citation.chosen and exact:
        asked = needs.Filters.from_form(citation.chosen)
        kept = evidence.besoins(session, territory, asked, citation.cited_on)
        return Trace(needs=tuple(kept[:MOST]))
    return Trace()


def _paroles(session: Session, territory: Territory, asked: Filters, exact: bool) -> Trace:
    if exact:
        return Trace(voices=heard.voices(session, territory, asked))
    if heard.too_many(session, territory):
        return Trace(too_many=True)
    there = evidence.labels(session, territory)
    keys = {
        family: [key for key in getattr(asked, family).split(",") if (family, key) in there]
        for family in ("enjeu", "domaine")
    }
    return Trace(shielded=heard.shielded(session, territory, keys["enjeu"], keys["domaine"]))


def others(session: Session, territory: Territory, citation: Citation) -> list[Constat]:
    """The other constats on the board that cite the same document, service or figure."""
    columns = {
        "document": (Citation.document_id, citation.document_id),
        "service": (Citation.service_id, citation.service_id),
        "indicator": (Citation.indicator_id, citation.indicator_id),
    }
    column, wanted = columns.get(citation.kind, (None, None))
    if column is None or wanted is None:
        return []
    rows = (
        select(Constat)
        .where(
            Constat.territory_id == territory.id,
            Constat.id != citation.constat_id,
            Constat.state.in_(OPENED),
            Constat.id.in_(select(Citation.constat_id).where(column == wanted)),
        )
        .order_by(Constat.position, Constat.id)
    )
    return list(session.scalars(rows))
