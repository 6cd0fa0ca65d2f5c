"""Staff accounts, what each may do in which territory, and one-time sign-in links."""

from datetime import datetime

from flask_security.models.sqla import FsModels, FsRoleMixin, FsUserMixin, FsWebAuthnMixin
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base
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
            "export",
            "exact",
            "read_original",
            "staff",
            "teach",
        }
    ),
    "contributeur": frozenset({"read", "code", "enter", "synthesis", "exact"}),
    "comite": frozenset({"synthesis"}),
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

    def rights(self, territory_id: int) -> frozenset[str]:
        """What this person may do in this territory."""
        roles = [m.role for m in self.memberships if m.territory_id == territory_id]
        return frozenset().union(*(RIGHTS[role] for role in roles))


class WebAuthn(Base, FsWebAuthnMixin):
    """A passkey."""

    __tablename__ = "webauthn"


class Membership(Base):
    """A person's role in a territory."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "territory_id", "role"),
        CheckConstraint(
            "role IN ('chargee', 'contributeur', 'comite', 'caf', 'admin')", name="role_known"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    user: Mapped[User] = relationship(back_populates="memberships")
    territory: Mapped[Territory] = relationship()


class SignInLink(Base):
    """A one-time sign-in address; the database knows only the hash of its token."""

    __tablename__ = "sign_in_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    user: Mapped[User] = relationship()
