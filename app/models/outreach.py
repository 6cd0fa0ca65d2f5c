"""How people hear of a survey: one campaign per place or paper through which it is spread."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base
from surveys.models import Survey


class Campaign(Base):
    """The market, the school bag, the newsletter: each has its short address and its poster.

    `key` is what responses keep; it never changes. A retired campaign is no longer offered, but
    its address still works: posters stay on walls.
    """

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("survey_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(8), unique=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    created_on: Mapped[date]
    retired_on: Mapped[date | None]
    survey: Mapped[Survey] = relationship()
