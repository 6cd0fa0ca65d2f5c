"""What the machine learnt from people: words they gave it, and each version of its model."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base


class TaggerTerm(Base):
    """Words that a person says are for a label or against it.

    It goes with the parole in which the words were picked: they may be that person's own.
    """

    __tablename__ = "tagger_term"
    __table_args__ = (CheckConstraint("side IN ('for', 'against')", name="side_known"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    parole_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), index=True
    )
    family: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    side: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(120))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    by: Mapped[User | None] = relationship()


class TaggerVersion(Base):
    """One state of the machine of a territory: everything decided up to a moment, learnt.

    Its file is made again from the decisions whenever it is missing. Number 0 is the machine as
    delivered. `chosen_at`: when it was put in use; the last one chosen is in use. `errors`: labels
    of the `held` answers, never learnt from, that the version in use before (`errors_before`) and
    this one got wrong. `changes`: label → [gained, lost] among the `looked` answers looked at.
    """

    __tablename__ = "tagger_version"
    __table_args__ = (UniqueConstraint("territory_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    last_decision: Mapped[int] = mapped_column(BigInteger)
    base: Mapped[str] = mapped_column(String(60))
    answers: Mapped[int]
    terms: Mapped[int]
    held: Mapped[int]
    cells: Mapped[int]
    errors_before: Mapped[int]
    errors: Mapped[int]
    looked: Mapped[int]
    changes: Mapped[dict[str, Any]]
    chosen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    by: Mapped[User | None] = relationship()
