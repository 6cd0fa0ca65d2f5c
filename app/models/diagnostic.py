"""The shared diagnostic: constats, what each rests on, what was said of them, frozen versions."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.portrait import Indicator
from app.models.staff import User
from app.models.supply import Service
from surveys.base import Base, never_rewritten
from surveys.models import Parole

KINDS: Final[dict[str, str]] = {
    "point_fort": "Point fort",
    "point_vigilance": "Point de vigilance",
}
# In the order a constat goes through them; `suggere` is the machine's alone.
STATES: Final[dict[str, str]] = {
    "suggere": "proposé par l’outil",
    "propose": "proposé",
    "discute": "discuté",
    "valide_cotech": "validé en comité technique",
    "valide_copil": "validé en comité de pilotage",
    "ecarte": "écarté",
}
VALID: Final = ("valide_cotech", "valide_copil")
CITATIONS: Final[dict[str, str]] = {
    "indicator": "un chiffre",
    "service": "un service",
    "paroles": "des paroles",
    "besoins": "des besoins d’associations",
    "document": "un document",
}


class Document(Base):
    """A text that constats may cite: a convention, a scheme, the report of a meeting."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("territory_id", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(300))
    author: Mapped[str] = mapped_column(String(200), default="")
    dated: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(500), default="")


class Constat(Base):
    """One sentence of the diagnostic. heading: the group it is shown under, "" for none.

    suggestion: what made the tool propose it, so that it does so once; None for a person's own.
    communes: INSEE codes; [] is the whole territory.
    """

    __tablename__ = "constat"
    __table_args__ = (
        UniqueConstraint("territory_id", "suggestion"),
        CheckConstraint("kind IN ('point_fort', 'point_vigilance')", name="kind_known"),
        CheckConstraint(
            "state IN ('suggere', 'propose', 'discute', 'valide_cotech', 'valide_copil', 'ecarte')",
            name="state_known",
        ),
        CheckConstraint("sentence <> ''", name="said"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    heading: Mapped[str] = mapped_column(String(120), default="")
    sentence: Mapped[str] = mapped_column(String(600))
    domaines: Mapped[list[Any]] = mapped_column(default=list)
    enjeux: Mapped[list[Any]] = mapped_column(default=list)
    communes: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(20), default="propose")
    position: Mapped[int] = mapped_column(default=0)
    suggestion: Mapped[str | None] = mapped_column(String(160))
    made_on: Mapped[date]
    citations: Mapped[list["Citation"]] = relationship(
        back_populates="constat",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Citation.position, Citation.id",
    )


class Citation(Base):
    """What a constat rests on, and what it said on the day it was cited (`seen`).

    indicator: area, area_code, year, and `seen` its value. service: `seen` its name, state and
    number. paroles: either one parole, or the set its `chosen` filters describe, with their number.
    besoins: the same, of needs.
    document: place (a page, a chapter) and passage. Of evidence that is gone, `seen` stays.
    """

    __tablename__ = "citation"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('indicator', 'service', 'paroles', 'document', 'besoins')", name="kind_known"
        ),
        CheckConstraint("kind <> 'document' OR document_id IS NOT NULL", name="document_named"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    constat_id: Mapped[int] = mapped_column(
        ForeignKey("constat.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(default=0)
    indicator_id: Mapped[int | None] = mapped_column(
        ForeignKey("indicator.id", ondelete="SET NULL"), index=True
    )
    area: Mapped[str] = mapped_column(String(12), default="")
    area_code: Mapped[str] = mapped_column(String(9), default="")
    year: Mapped[int | None]
    service_id: Mapped[int | None] = mapped_column(
        ForeignKey("service.id", ondelete="SET NULL"), index=True
    )
    parole_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="SET NULL"), index=True
    )
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True
    )
    place: Mapped[str] = mapped_column(String(120), default="")
    passage: Mapped[str] = mapped_column(Text, default="")
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cited_on: Mapped[date]
    constat: Mapped[Constat] = relationship(back_populates="citations")
    indicator: Mapped[Indicator | None] = relationship()
    service: Mapped[Service | None] = relationship()
    parole: Mapped[Parole | None] = relationship()
    document: Mapped[Document | None] = relationship()


class ConstatEvent(Base):
    """One dated line of a constat's account, which only grows.

    act: `made`, `reworded`, `cited`, `uncited`, `state`, `reread`, `comment`, `vote`. told: the
    state, the vote, the words, or what was before.
    """

    __tablename__ = "constat_event"
    __table_args__ = (
        CheckConstraint(
            "act IN ('made', 'reworded', 'cited', 'uncited', 'state', 'reread', 'comment', 'vote')",
            name="act_known",
        ),
        CheckConstraint(
            "act <> 'vote' OR told IN ('pour', 'contre', 'abstention')", name="vote_known"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    constat_id: Mapped[int] = mapped_column(
        ForeignKey("constat.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    act: Mapped[str] = mapped_column(String(12))
    told: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[User | None] = relationship()


class Priority(Base):
    """The rank that people gave an enjeu, in which meeting and why; the newest one counts."""

    __tablename__ = "priority"
    __table_args__ = (
        CheckConstraint("rank BETWEEN 1 AND 3", name="rank_known"),
        CheckConstraint("meeting <> ''", name="meeting_named"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    enjeu: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int]
    meeting: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[User | None] = relationship()


class DiagnosticVersion(Base):
    """The whole diagnostic as it stood one day: content as `analysis.diagnosis`, and its hash."""

    __tablename__ = "diagnostic_version"
    __table_args__ = (UniqueConstraint("territory_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    number: Mapped[int]
    meeting: Mapped[str] = mapped_column(String(200))
    frozen_on: Mapped[date]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[User | None] = relationship()


never_rewritten(ConstatEvent, "what was said of a constat is never rewritten")
never_rewritten(DiagnosticVersion, "a version of the diagnostic is never rewritten")
