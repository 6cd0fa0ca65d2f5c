"""The grid of a territory: its enjeux, domaines and polarities, loaded from files."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.base import Base

FAMILIES = ("enjeu", "domaine", "polarity")


class Theme(Base):
    """One label of one family, as coders read it."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("territory_id", "family", "key"),
        CheckConstraint("family IN ('enjeu', 'domaine', 'polarity')", name="family_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    family: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(160))
    definition: Mapped[str] = mapped_column(Text, default="")
    includes: Mapped[str] = mapped_column(Text, default="")
    excludes: Mapped[str] = mapped_column(Text, default="")
    example: Mapped[str] = mapped_column(Text, default="")
    expressions: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    counter_expressions: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    position: Mapped[int]
    version: Mapped[str] = mapped_column(String(40))
