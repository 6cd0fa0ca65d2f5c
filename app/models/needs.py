"""What is said and decided about a need: an account that only grows, and merges of duplicates."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base
from surveys.needs.models import Besoin


class BesoinEvent(Base):
    """One dated line of a need's account: a status with its reason, a message, a merge.

    The association's messages are masked as paroles are; staff's are written to be read.
    """

    __tablename__ = "besoin_event"
    __table_args__ = (
        CheckConstraint("author IN ('association', 'chargee')", name="author_known"),
        CheckConstraint("kind IN ('status', 'message', 'merged', 'split')", name="kind_known"),
        CheckConstraint("(kind = 'status') = (status IS NOT NULL)", name="status_said"),
        CheckConstraint("status IN ('a_l_etude', 'retenu', 'non_retenu')", name="status_known"),
        CheckConstraint("status <> 'non_retenu' OR text <> ''", name="refusal_has_a_reason"),
        CheckConstraint("(status = 'retenu') = (action <> '')", name="action_named"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    besoin_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("besoin.id", ondelete="CASCADE"), index=True
    )
    author: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    original: Mapped[bytes | None] = mapped_column(LargeBinary)
    happened_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    besoin: Mapped[Besoin] = relationship()
    by: Mapped[User | None] = relationship()


class BesoinMerge(Base):
    """A need that says what another one says: it follows that one until the merge is undone."""

    __tablename__ = "besoin_merge"
    __table_args__ = (CheckConstraint("besoin_id <> into_id", name="with_another"),)
    besoin_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("besoin.id", ondelete="CASCADE"), primary_key=True
    )
    into_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("besoin.id", ondelete="CASCADE"), index=True
    )


class AccountRewritten(Exception):
    """A line of a need's account was about to be changed: it only grows."""


@event.listens_for(BesoinEvent, "before_update")
def _refuse_rewriting(_mapper: Any, _connection: Any, _line: BesoinEvent) -> None:
    raise AccountRewritten
