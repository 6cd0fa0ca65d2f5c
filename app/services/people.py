"""Who may read the answers, counted from the actual rights."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.staff import RIGHTS, Membership


def readers(session: Session, territory_id: int) -> int:
    """How many people may read the answers of a territory."""
    reading = [role for role, rights in RIGHTS.items() if "read" in rights]
    counted = select(func.count(Membership.user_id.distinct())).where(
        Membership.territory_id == territory_id, Membership.role.in_(reading)
    )
    return session.scalar(counted) or 0
