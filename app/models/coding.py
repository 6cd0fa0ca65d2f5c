"""The tags of each parole: the machine's proposals and the people's decisions, both kept."""

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
from surveys.models import Parole


class Coding(Base):
    """Where one parole stands: which tagger read it, how unsure it was, who checked it."""

    __tablename__ = "coding"
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), primary_key=True
    )
    tagger_version: Mapped[str] = mapped_column(String(60))
    grid_version: Mapped[str] = mapped_column(String(60))
    doubt: Mapped[float] = mapped_column(default=0.0, index=True)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parole: Mapped[Parole] = relationship()
    checked_by: Mapped[User | None] = relationship()


class Tag(Base):
    """A label on a parole. `proposed` is the machine's alone; the other states are people's."""

    __tablename__ = "tag"
    __table_args__ = (
        UniqueConstraint("parole_id", "family", "key"),
        CheckConstraint(
            "state IN ('proposed', 'confirmed', 'refused', 'added')", name="state_known"
        ),
        CheckConstraint("source IN ('machine', 'human')", name="source_known"),
        CheckConstraint("family IN ('enjeu', 'domaine', 'polarity')", name="family_known"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decision_dated"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), index=True
    )
    family: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60), index=True)
    source: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    score: Mapped[float | None]
    spans: Mapped[list[Any]] = mapped_column(default=list)
    tagger_version: Mapped[str | None] = mapped_column(String(60))
    grid_version: Mapped[str | None] = mapped_column(String(60))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[User | None] = relationship()
    parole: Mapped[Parole] = relationship()

    @property
    def stands(self) -> bool:
        return self.state != "refused"
