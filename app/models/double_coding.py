"""Two people code the same paroles, each without seeing the other nor the machine."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base
from surveys.models import Parole


class CodingSample(Base):
    """Paroles drawn at random for two coders. Sealed until two people have coded all of it."""

    __tablename__ = "coding_sample"
    __table_args__ = (UniqueConstraint("territory_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    items: Mapped[list["SampleItem"]] = relationship(
        order_by="SampleItem.rank", cascade="all, delete-orphan", passive_deletes=True
    )


class SampleItem(Base):
    """A parole of a sample, and what the machine proposed when it was drawn: family → keys."""

    __tablename__ = "coding_sample_item"
    sample_id: Mapped[int] = mapped_column(
        ForeignKey("coding_sample.id", ondelete="CASCADE"), primary_key=True
    )
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int]
    machine: Mapped[dict[str, Any]]
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parole: Mapped[Parole] = relationship()


class BlindCoding(Base):
    """What one person put on one parole of a sample: family → keys."""

    __tablename__ = "blind_coding"
    sample_id: Mapped[int] = mapped_column(
        ForeignKey("coding_sample.id", ondelete="CASCADE"), primary_key=True
    )
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    coder_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    labels: Mapped[dict[str, Any]]
    coded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    coder: Mapped[User] = relationship()
