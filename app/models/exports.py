"""Long exports, made apart from the pages: who asked for what, and how far it has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base
from surveys.models import Territory, random_id


class ExportJob(Base):
    """One file asked for. Its state is computed from its dates; its file is named by its id.

    `asked`: what the address said. `right`: what its owner must still have to fetch it.
    `beat_at`: when the worker last said that it is at it. `refused`: why it could not be made.
    """

    __tablename__ = "export_job"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_counted"),)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(20))
    asked: Mapped[dict[str, Any]]
    right: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    beat_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    refused: Mapped[str] = mapped_column(Text, default="")
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    user: Mapped[User] = relationship()
    territory: Mapped[Territory] = relationship()

    @property
    def state(self) -> str:
        """`waiting`, `running`, `ready`, `refused` or `cancelled`."""
        if self.cancelled_at:
            return "cancelled"
        if self.refused:
            return "refused"
        if self.done_at:
            return "ready"
        return "running" if self.beat_at else "waiting"

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("ready", "refused", "cancelled")
