"""Who may read the answers, counted from the actual rights."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.staff import RIGHTS, Membership, User


def readers(session: Session, territory_id: int) -> int:
    """How many people may read the answers of a territory."""
    reading = [role for role, rights in RIGHTS.items() if "read" in rights]
    counted = select(func.count(Membership.user_id.distinct())).where(
        Membership.territory_id == territory_id, Membership.role.in_(reading)
    )
    return session.scalar(counted) or 0


def coders(session: Session, territory_id: int) -> dict[str, str]:
    """Number → address of who has a role here, by address."""
    rows = (
        select(User.id, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.territory_id == territory_id)
        .distinct()
        .order_by(User.email)
    )
    return {str(row[0]): row[1] for row in session.execute(rows)}
