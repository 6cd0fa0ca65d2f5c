"""Tables of needs. The words of a need are a `Parole`: tagged, read, quoted, erased as one."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base
from surveys.models import Parole, Response, Territory, random_id


class Association(Base):
    """Who asks. One response, whatever the number of needs: it is one voice in every count."""

    __tablename__ = "association"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    response_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("response.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    territory: Mapped[Territory] = relationship()
    response: Mapped[Response] = relationship()
    needs: Mapped[list["Besoin"]] = relationship(
        back_populates="association",
        order_by="Besoin.received_on, Besoin.rank",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    contact: Mapped["AssociationContact | None"] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class AssociationContact(Base):
    """The mail address of whoever wants to be told, encrypted, kept apart and erased first."""

    __tablename__ = "association_contact"
    association_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("association.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[bytes] = mapped_column(LargeBinary)
    given_on: Mapped[date]


class Besoin(Base):
    """One need: its words are its parole, the rest are closed answers. Erased with its parole."""

    __tablename__ = "besoin"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    association_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("association.id", ondelete="CASCADE"), index=True
    )
    parole_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parole.id", ondelete="CASCADE"), unique=True
    )
    rank: Mapped[int]  # first, second… of its association
    received_on: Mapped[date]
    answers: Mapped[dict[str, Any]]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    association: Mapped[Association] = relationship(back_populates="needs")
    parole: Mapped[Parole] = relationship()
