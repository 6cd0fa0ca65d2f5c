"""Tables of what is asked and what was said."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base, never_rewritten


def random_id() -> int:
    """A 53-bit identifier: it tells nothing of when the row came, and fits a JavaScript number."""
    return secrets.randbits(53)


class Territory(Base):
    """One intercommunalité and its convention: several may live in one installation."""

    __tablename__ = "territory"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(80))
    convention: Mapped[str] = mapped_column(String(120), default="")
    host: Mapped[str | None] = mapped_column(String(253), unique=True)
    accent: Mapped[str] = mapped_column(String(7), default="#175a63")
    population_source: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    communes: Mapped[list["Commune"]] = relationship(
        back_populates="territory", order_by="Commune.name", cascade="all, delete-orphan"
    )


class Commune(Base):
    """A commune of a territory, with INSEE's municipal population."""

    __tablename__ = "commune"
    __table_args__ = (UniqueConstraint("territory_id", "code_insee"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    code_insee: Mapped[str] = mapped_column(String(5))
    name: Mapped[str] = mapped_column(String(120))
    postal_codes: Mapped[str] = mapped_column(String(120), default="")
    population: Mapped[int]
    territory: Mapped[Territory] = relationship(back_populates="communes")


class Survey(Base):
    """A questionnaire's public life: its address and dates. Its state is computed from them."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("closes_on IS NULL OR opens_on <= closes_on", name="opens_before_closing"),
        CheckConstraint("kind IN ('questionnaire', 'besoins')", name="kind_known"),
        CheckConstraint("access IN ('open', 'letter', 'named')", name="access_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    # `besoins` gathers what associations ask for: it has no page under /q/ and is in no list.
    kind: Mapped[str] = mapped_column(
        String(20), default="questionnaire", server_default="questionnaire"
    )
    # Of `words.ACCESSES`. Once somebody answered it stays (`surveys.invitations.models`).
    access: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    # « 2018-2021 », where somebody said it; else its dates tell.
    cycle: Mapped[str] = mapped_column(String(9), default="", server_default="")
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    archived_on: Mapped[date | None]
    # Nearly the same text from many people counts as one person's, where the chargée chose so.
    copies_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How many answers are hoped for; nobody is told but the desk.
    objective: Mapped[int | None]
    territory: Mapped[Territory] = relationship()
    versions: Mapped[list["SurveyVersion"]] = relationship(
        back_populates="survey", order_by="SurveyVersion.number", cascade="all, delete-orphan"
    )
    draft: Mapped["Draft | None"] = relationship(
        back_populates="survey", cascade="all, delete-orphan"
    )


class SurveyVersion(Base):
    """A published definition: immutable, numbered, hashed. A response names the one it answered."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    published_on: Mapped[date]
    survey: Mapped[Survey] = relationship(back_populates="versions")


# Published means frozen, whoever holds the database: a version is never rewritten.
never_rewritten(SurveyVersion, "a published version is never rewritten")


class Draft(Base):
    """What is being written: a new questionnaire, or the next version of a published one.

    `definition` is plain JSON that need not be valid yet. `revision` grows at each change, undoing
    included: who writes over another's change is told. `step` numbers the `DraftStep` shown.
    """

    __tablename__ = "survey_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), unique=True)
    definition: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    saved_by: Mapped[str] = mapped_column(String(255))
    survey: Mapped[Survey] = relationship(back_populates="draft")


class DraftStep(Base):
    """One state of a draft, to go back to; `revision` is the last at which it was the one shown."""

    __tablename__ = "survey_draft_step"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("survey_draft.id", ondelete="CASCADE"))
    number: Mapped[int]
    revision: Mapped[int]
    definition: Mapped[dict[str, Any]]
    saved_by: Mapped[str] = mapped_column(String(255))


class Response(Base):
    """One person's answers: no account, address, user agent or precise time beside them."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("survey_id", "key_hash"),
        UniqueConstraint("survey_id", "source_id"),
        UniqueConstraint("survey_id", "code_hash"),
        CheckConstraint("public IN ('habitant', 'association', 'elu')", name="public_known"),
        CheckConstraint("channel IN ('web', 'papier', 'entretien')", name="channel_known"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), index=True)
    received_on: Mapped[date] = mapped_column(index=True)
    public: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20), default="web")
    campaign: Mapped[str] = mapped_column(String(40), default="")
    commune: Mapped[str | None] = mapped_column(String(5))
    age_band: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="fr")
    # Keys of `words.SUSPICIONS`, a blank between. `helped`: somebody wrote for the one who speaks.
    # `vouched`: somebody at the desk looked, and it is a true response.
    suspicion: Mapped[str] = mapped_column(String(40), default="", server_default="")
    helped: Mapped[bool] = mapped_column(default=False, server_default=false())
    vouched: Mapped[bool] = mapped_column(default=False, server_default=false())
    answers: Mapped[dict[str, Any]]
    key_hash: Mapped[str | None] = mapped_column(String(64))
    payload_hash: Mapped[str | None] = mapped_column(String(64))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    source_id: Mapped[str | None] = mapped_column(String(80))
    paroles: Mapped[list["Parole"]] = relationship(
        back_populates="response", cascade="all, delete-orphan", passive_deletes=True
    )


class Parole(Base):
    """One free-text answer: the unit that is tagged, read, quoted and withdrawn.

    `text` is masked; `original` holds the text before masking, encrypted, when masking changed it.
    """

    __tablename__ = "parole"
    __table_args__ = (
        UniqueConstraint("response_id", "question"),
        Index("ix_parole_question", "question"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    response_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("response.id", ondelete="CASCADE")
    )
    question: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    original: Mapped[bytes | None] = mapped_column(LargeBinary)
    response: Mapped[Response] = relationship(back_populates="paroles")


class Unfinished(Base):
    """Answers begun, kept for later by whoever writes them: never counted, tagged nor exported.

    `place` and what opens `sealed` both come from the code alone (`surveys.unfinished`).
    """

    __tablename__ = "unfinished"
    __table_args__ = (
        UniqueConstraint("survey_id", "place"),
        UniqueConstraint("survey_id", "key_hash"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(64))
    key_hash: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_on: Mapped[date]


class Withdrawal(Base):
    """What remains of a withdrawn response: enough to refuse its return, none of its words."""

    __tablename__ = "withdrawal"
    __table_args__ = (UniqueConstraint("survey_id", "key_hash"),)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    key_hash: Mapped[str] = mapped_column(String(64))
    withdrawn_on: Mapped[date]
