"""Which responses published figures already count: they move by batches, never one by one."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from surveys.base import Base


class CountedResponse(Base):
    """A response that protected syntheses count."""

    __tablename__ = "counted_response"
    response_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
