"""Who lives in a territory, as its chargée imported it: what answers are weighted to."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base


class Census(Base):
    """One import, with where it comes from; the newest of a territory is the one used."""

    __tablename__ = "census"
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(Text)
    imported_on: Mapped[date]
    imported_by: Mapped[str] = mapped_column(String(255))
    lines: Mapped[list["CensusLine"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="CensusLine.id"
    )


class CensusLine(Base):
    """How many people live in a commune, are of an age band, or both; None: whichever."""

    __tablename__ = "census_line"
    __table_args__ = (CheckConstraint("people >= 0", name="people_counted"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    census_id: Mapped[int] = mapped_column(ForeignKey("census.id", ondelete="CASCADE"), index=True)
    commune: Mapped[str | None] = mapped_column(String(5))
    age_band: Mapped[str | None] = mapped_column(String(20))
    people: Mapped[float]
