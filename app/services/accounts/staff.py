"""Accounts, roles, and one-time sign-in links."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.staff import Membership, SignInLink, User
from surveys.models import Territory

LINK_LIFETIME = timedelta(hours=24)


def by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def add(session: Session, email: str, role: str, territory: Territory) -> User:
    """An account with that role in that territory; an account already there keeps its others."""
    user = by_email(session, email)
    if user is None:
        user = User(email=email.strip().lower(), active=True, fs_uniquifier=uuid4().hex)
        session.add(user)
    held = {(m.territory_id, m.role) for m in user.memberships}
    if (territory.id, role) not in held:
        user.memberships.append(Membership(territory=territory, role=role))
    session.flush()
    return user


def make_link(
    session: Session, user: User, now: datetime, territory: Territory | None = None
) -> str:
    """A new one-time token for this person: shown once, stored hashed, valid 24 hours.

    territory: the only one that it opens, since whoever hands the link over could use it.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(
            user=user,
            territory_id=territory.id if territory else None,
            token_hash=_digest(token),
            expires_at=now + LINK_LIFETIME,
        )
    )
    session.flush()
    return token


def find_link(session: Session, token: str, now: datetime) -> SignInLink | None:
    """The unused, unexpired link of this token."""
    return session.scalar(
        select(SignInLink).where(
            SignInLink.token_hash == _digest(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
    )


def use_up(session: Session, link: SignInLink, now: datetime) -> bool:
    """Marks the link used; False when someone else just did, even at the same instant."""
    used = session.execute(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.id)
    )
    return used.scalar() is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
