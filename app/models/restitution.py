"""What was handed on: syntheses published to committees, what they say of them, public results."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base


class PublishedSynthesis(Base):
    """A protected synthesis as it was on a day. `content` never changes, and holds no verbatim:
    only which paroles it quotes, so that a withdrawn one is gone from it too."""

    __tablename__ = "published_synthesis"
    __table_args__ = (UniqueConstraint("territory_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    published_on: Mapped[date]
    published_by: Mapped[str] = mapped_column(String(255))
    withdrawn_on: Mapped[date | None]
    content: Mapped[dict[str, Any]]
    opinions: Mapped[list["Opinion"]] = relationship(
        back_populates="synthesis",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Opinion.id",
    )


class Opinion(Base):
    """What a member of a committee says of one enjeu: a vote, a sentence, or both."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("synthesis_id", "enjeu", "user_id"),
        CheckConstraint("vote IN ('', 'pour', 'contre', 'abstention')", name="vote_known"),
        CheckConstraint("vote <> '' OR sentence <> ''", name="something_said"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    synthesis_id: Mapped[int] = mapped_column(
        ForeignKey("published_synthesis.id", ondelete="CASCADE")
    )
    enjeu: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    vote: Mapped[str] = mapped_column(String(12), default="")
    sentence: Mapped[str] = mapped_column(String(500), default="")
    said_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    synthesis: Mapped[PublishedSynthesis] = relationship(back_populates="opinions")
    user: Mapped[User] = relationship()


class Restitution(Base):
    """The public page of results: being prepared, then published, dated and frozen.

    findings: at most three of {key, sentence}. content: the figures as published, None before.
    past: how many each earlier publication counted, {n, questions}: what was read stays known.
    """

    __tablename__ = "restitution"
    __table_args__ = (
        CheckConstraint(
            "(published_on IS NULL) = (content IS NULL)", name="published_with_its_figures"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(Text, default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    done: Mapped[str] = mapped_column(Text, default="")
    findings: Mapped[list[Any]] = mapped_column(default=list)
    past: Mapped[list[Any]] = mapped_column(default=list)
    published_on: Mapped[date | None]
    published_by: Mapped[str] = mapped_column(String(255), default="")
    # None is no JSON value here, but nothing published.
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    quotes: Mapped[list["RestitutionQuote"]] = relationship(
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="RestitutionQuote.position",
    )


class RestitutionQuote(Base):
    """A parole chosen to be quoted, by its number alone: its words stay where it can be withdrawn.

    public: said beside it, "" where that group is too small.
    """

    __tablename__ = "restitution_quote"
    restitution_id: Mapped[int] = mapped_column(
        ForeignKey("restitution.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    # No foreign key: the place of a withdrawn one is kept, and says so.
    parole_id: Mapped[int] = mapped_column(BigInteger)
    public: Mapped[str] = mapped_column(String(20), default="")
