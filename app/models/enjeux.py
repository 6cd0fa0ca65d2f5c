"""What a territory made of its enjeux. The grid's labels stay the tagger's."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base, never_rewritten

ACTS: Final = ("added", "renamed", "merged", "separated", "removed")


class EnjeuEvent(Base):
    """One dated line of the history of the enjeux, which only grows.

    key: the enjeu it is about. was: the name it was known by, "" for one that is added, that of the
    enjeu it leaves when separated. label: the name it is known by from then on; for a merge, that
    of `into`, the enjeu that takes it in.
    """

    __tablename__ = "enjeu_event"
    __table_args__ = (
        CheckConstraint(
            "act IN ('added', 'renamed', 'merged', 'separated', 'removed')", name="act_known"
        ),
        CheckConstraint("(act = 'merged') = (\"into\" <> '')", name="into_named"),
        CheckConstraint("key <> \"into\" AND label <> ''", name="said"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(60))
    was: Mapped[str] = mapped_column(String(160), default="")
    label: Mapped[str] = mapped_column(String(160))
    into: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[User | None] = relationship()


never_rewritten(EnjeuEvent, "the history of the enjeux is never rewritten")
