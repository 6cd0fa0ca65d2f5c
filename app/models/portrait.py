"""The figures of a territory: indicators, their values by area and year, and their source."""

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base

AREAS: Final[dict[str, str]] = {
    "commune": "commune",
    "territory": "territoire",
    "department": "département",
    "region": "région",
    "country": "France",
}
KNOWN: Final = "known"
WITHHELD: Final = "secret"
MISSING: Final = "missing"
INDICATORS: Final = "indicators"
SERVICES: Final = "services"


class DataImport(Base):
    """One file read, or one typing: undone as a whole. what: `indicators` or `services`.

    reading: how its columns were understood, offered again for the next file that looks like it.
    """

    __tablename__ = "data_import"
    __table_args__ = (CheckConstraint("what IN ('indicators', 'services')", name="what_known"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    made_on: Mapped[date]
    made_by: Mapped[str] = mapped_column(String(255), default="")
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)


class BroughtFile(Base):
    """A file being looked at before its import; erased with it, else by `flask purge` after a day.

    content: the file, compressed. reading: as in `DataImport`, {} until somebody chose.
    """

    __tablename__ = "brought_file"
    __table_args__ = (CheckConstraint("what IN ('indicators', 'services')", name="what_known"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    brought_on: Mapped[date]
    brought_by: Mapped[str] = mapped_column(String(255), default="")
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Indicator(Base):
    """What is measured, in which unit; `domaine` is where a CTG looks for it, "" when general."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("territory_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(40))
    domaine: Mapped[str] = mapped_column(String(60), default="")
    definition: Mapped[str] = mapped_column(Text, default="")
    values: Mapped[list["IndicatorValue"]] = relationship(
        back_populates="indicator", cascade="all, delete-orphan", passive_deletes=True
    )


class IndicatorValue(Base):
    """One figure. status: `known`, `secret` (INSEE's « s ») or `missing` (« nd »).

    area_code: INSEE code of a commune or department…, "" for the territory itself. year: None where
    the source does not say. Several imports may tell the same figure: the newest is the one shown.
    """

    __tablename__ = "indicator_value"
    __table_args__ = (
        UniqueConstraint("import_id", "indicator_id", "area", "area_code", "year"),
        CheckConstraint(
            "area IN ('commune', 'territory', 'department', 'region', 'country')",
            name="area_known",
        ),
        CheckConstraint("status IN ('known', 'secret', 'missing')", name="status_known"),
        CheckConstraint("(status = 'known') = (value IS NOT NULL)", name="value_told"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(
        ForeignKey("indicator.id", ondelete="CASCADE"), index=True
    )
    import_id: Mapped[int] = mapped_column(
        ForeignKey("data_import.id", ondelete="CASCADE"), index=True
    )
    area: Mapped[str] = mapped_column(String(12))
    area_code: Mapped[str] = mapped_column(String(9), default="")
    year: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(8), default="known")
    value: Mapped[float | None]
    indicator: Mapped[Indicator] = relationship(back_populates="values")
    came_with: Mapped[DataImport] = relationship()
