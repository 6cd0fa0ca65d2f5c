"""Sheets of paper: the lots printed, what came back, and the second entry of a sample."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base
from surveys.models import Response, SurveyVersion

MOST_SHEETS = 300


class SheetBatch(Base):
    """A lot of numbered sheets: all of one version, one language, one campaign."""

    __tablename__ = "sheet_batch"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint(f"size BETWEEN 1 AND {MOST_SHEETS}", name="size_printable"),
        CheckConstraint("number > 0", name="number_positive"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id", ondelete="CASCADE"))
    number: Mapped[int]
    size: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    campaign: Mapped[str] = mapped_column(String(40), default="")
    created_on: Mapped[date]
    version: Mapped[SurveyVersion] = relationship()


class Sheet(Base):
    """A sheet that was entered, once: who typed it stands here, never beside the answers.

    Lot 0 is for what has no printed number: interviews, photocopies. When its author erases the
    answers the sheet stays, empty, so that it is not entered again.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("survey_id", "lot", "number"),
        UniqueConstraint("response_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    lot: Mapped[int]
    number: Mapped[int]
    response_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("response.id", ondelete="SET NULL")
    )
    entered_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    response: Mapped[Response | None] = relationship()


class SecondEntry(Base):
    """The same sheet typed again, blind. `sealed` holds its answers, encrypted, until settled.

    `fields`, `equal`: closed answers compared, and alike; `texts`, `texts_equal`: open ones.
    """

    __tablename__ = "second_entry"
    __table_args__ = (UniqueConstraint("sheet_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="CASCADE"))
    response_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    fields: Mapped[int]
    equal: Mapped[int]
    texts: Mapped[int]
    texts_equal: Mapped[int]
    entered_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    settled_on: Mapped[date | None]
    sheet: Mapped[Sheet] = relationship()
    response: Mapped[Response] = relationship()
