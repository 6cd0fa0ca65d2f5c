"""Staff accounts, what each may do in which territory, one-time sign-in links, and their log."""

from datetime import datetime

from flask_security.models.sqla import FsModels, FsRoleMixin, FsUserMixin, FsWebAuthnMixin
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base, made_with
from surveys.models import Territory

# Rights are few and named for what they open; each desk page asks for one.
RIGHTS: dict[str, frozenset[str]] = {
    "chargee": frozenset(
        {
            "read",
            "code",
            "collect",
            "contacts",
            "enter",
            "answer",
            "synthesis",
            "comment",
            "diagnose",
            "export",
            "exact",
            "read_original",
            "staff",
            "teach",
            "publish",
        }
    ),
    "contributeur": frozenset({"read", "code", "enter", "synthesis", "comment", "exact"}),
    "comite": frozenset({"synthesis", "comment", "discuss"}),
    "caf": frozenset({"synthesis"}),
    "admin": frozenset({"staff"}),
}

FsModels.set_db_info(base_model=Base)  # type: ignore[no-untyped-call]


class Role(Base, FsRoleMixin):
    """Asked for by Flask-Security; what counts here is `Membership`, one per territory."""

    __tablename__ = "role"


class User(Base, FsUserMixin):
    """A member of staff."""

    __tablename__ = "user"
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    def roles_in(self, territory_id: int) -> set[str]:
        return {m.role for m in self.memberships if m.territory_id == territory_id}

    def rights(self, territory_id: int) -> frozenset[str]:
        """What this person may do in this territory."""
        mine = [m for m in self.memberships if m.territory_id == territory_id]
        given = {"read_original"} if any(m.original for m in mine) else frozenset[str]()
        return frozenset(given).union(*(RIGHTS[m.role] for m in mine))


class WebAuthn(Base, FsWebAuthnMixin):
    """A passkey."""

    __tablename__ = "webauthn"


class Membership(Base):
    """A person's role in a territory.

    original: the chargée named this person to read what is under the masks; a contributor only.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "territory_id", "role"),
        CheckConstraint(
            "role IN ('chargee', 'contributeur', 'comite', 'caf', 'admin')", name="role_known"
        ),
        CheckConstraint("NOT original OR role = 'contributeur'", name="original_for_readers"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    original: Mapped[bool] = mapped_column(default=False, server_default=false())
    user: Mapped[User] = relationship(back_populates="memberships")
    territory: Mapped[Territory] = relationship()


class SignInLink(Base):
    """A one-time sign-in address; the database knows only the hash of its token.

    territory_id: the only territory that it opens; None, from the command line: all of its user's.
    """

    __tablename__ = "sign_in_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    user: Mapped[User] = relationship()


class AccessChange(Base):
    """One change of who may do what in a territory; `by` and `about` are addresses of accounts.

    Only added to: the database refuses to rewrite a line, or to erase one of less than a year.
    """

    __tablename__ = "access_change"
    __table_args__ = (
        CheckConstraint(
            "what IN ('invited', 'changed', 'removed', 'linked', 'original_given', "
            "'original_taken')",
            name="what_known",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by: Mapped[str] = mapped_column(String(255))
    about: Mapped[str] = mapped_column(String(255))
    what: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20), default="")


KEPT_CHANGE = {
    "sqlite": (
        "CREATE TRIGGER access_change_kept BEFORE UPDATE ON access_change "
        "BEGIN SELECT RAISE(ABORT, 'what was written of access is never rewritten'); END",
        "CREATE TRIGGER access_change_stays BEFORE DELETE ON access_change "
        "WHEN OLD.at > datetime('now', '-1 year') "
        "BEGIN SELECT RAISE(ABORT, 'what was written of access stays a year'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION access_change_kept() RETURNS trigger AS $kept$ "
        "BEGIN IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '1 year' THEN RETURN OLD; "
        "END IF; "
        "RAISE EXCEPTION 'what was written of access is never rewritten, and stays a year'; END "
        "$kept$ LANGUAGE plpgsql",
        "CREATE TRIGGER access_change_kept BEFORE UPDATE OR DELETE ON access_change "
        "FOR EACH ROW EXECUTE FUNCTION access_change_kept()",
    ),
}
made_with(AccessChange, KEPT_CHANGE)
