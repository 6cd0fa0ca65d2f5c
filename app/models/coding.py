"""The tags of each parole: the machine's proposals and the people's decisions, both kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.staff import User
from surveys.base import Base, never_rewritten
from surveys.models import Parole


class Coding(Base):
    """Where one parole stands: which tagger read it, how unsure it was, who checked it.

    `confidence`: a state of `analysis.tagging.bands`, `language`: as `analysis.language.guess`
    says; "" where an older tagger read it. `twin_key`: the same for paroles of the same words.
    `twin_of_id`: the parole whose check this one follows.
    """

    __tablename__ = "coding"
    # The next one to look at is the first of this index.
    __table_args__ = (Index("ix_coding_next", "confidence", "checked_at", "doubt", "parole_id"),)
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), primary_key=True
    )
    tagger_version: Mapped[str] = mapped_column(String(60))
    grid_version: Mapped[str] = mapped_column(String(60))
    doubt: Mapped[float] = mapped_column(default=0.0, index=True)
    confidence: Mapped[str] = mapped_column(String(10), default="", server_default="", index=True)
    language: Mapped[str] = mapped_column(String(8), default="", server_default="", index=True)
    twin_key: Mapped[str] = mapped_column(String(32), default="", server_default="", index=True)
    twin_of_id: Mapped[int | None] = mapped_column(BigInteger)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parole: Mapped[Parole] = relationship()
    checked_by: Mapped[User | None] = relationship()


class Tag(Base):
    """A label on a parole. `proposed` is the machine's alone; the other states are people's."""

    __tablename__ = "tag"
    __table_args__ = (
        UniqueConstraint("parole_id", "family", "key"),
        # Lists are narrowed to a label without reading a row.
        Index("ix_tag_label", "family", "key", "state", "parole_id"),
        CheckConstraint(
            "state IN ('proposed', 'confirmed', 'refused', 'added')", name="state_known"
        ),
        CheckConstraint("source IN ('machine', 'human')", name="source_known"),
        CheckConstraint("family IN ('enjeu', 'domaine', 'polarity')", name="family_known"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decision_dated"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), index=True
    )
    family: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60), index=True)
    source: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    score: Mapped[float | None]
    spans: Mapped[list[Any]] = mapped_column(default=list)
    tagger_version: Mapped[str | None] = mapped_column(String(60))
    grid_version: Mapped[str | None] = mapped_column(String(60))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[User | None] = relationship()
    parole: Mapped[Parole] = relationship()

    @property
    def stands(self) -> bool:
        return self.state != "refused"


class Decision(Base):
    """What one person decided, when: a line is added each time, none is ever changed.

    `act`: `keep` or `refuse` a label, `check` the whole parole (all else is refused), `reopen` it.
    `how`: at the desk, because it is the twin of a parole decided there, by arbitration between two
    coders; `before`: taken over from before this table. `batch_id`: of those taken together, or of
    their undoing. It goes only with its parole.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("act IN ('keep', 'refuse', 'check', 'reopen')", name="act_known"),
        CheckConstraint("how IN ('desk', 'twin', 'arbitration', 'before')", name="how_known"),
        CheckConstraint("(act IN ('keep', 'refuse')) = (key <> '')", name="label_named"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    act: Mapped[str] = mapped_column(String(10))
    family: Mapped[str] = mapped_column(String(20), default="")
    key: Mapped[str] = mapped_column(String(60), default="")
    # No foreign key: lines are never rewritten, not even when a batch would go.
    batch_id: Mapped[int | None] = mapped_column(index=True)
    how: Mapped[str] = mapped_column(String(12), default="desk")
    by: Mapped[User | None] = relationship()


class DecisionBatch(Base):
    """One decision on many paroles at once, undone at once.

    `act`: `check` what the machine proposes, `keep` or `refuse` a label. `size`: paroles decided,
    those that follow as twins not counted.
    """

    __tablename__ = "decision_batch"
    __table_args__ = (CheckConstraint("act IN ('check', 'keep', 'refuse')", name="act_known"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    act: Mapped[str] = mapped_column(String(10))
    family: Mapped[str] = mapped_column(String(20), default="")
    key: Mapped[str] = mapped_column(String(60), default="")
    size: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    by: Mapped[User | None] = relationship()


class BatchItem(Base):
    """One parole of a batch as it stood before: what undoing puts back.

    `before`: `checked` (by, at, twin_of) or None, and `decided`, labels with their state, who and
    when. `last`: the last decision that the batch wrote on it; a later one is somebody's own.
    """

    __tablename__ = "batch_item"
    batch_id: Mapped[int] = mapped_column(
        ForeignKey("decision_batch.id", ondelete="CASCADE"), primary_key=True
    )
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[dict[str, Any]]
    last: Mapped[int] = mapped_column(BigInteger)


never_rewritten(Decision, "a decision is never rewritten")
