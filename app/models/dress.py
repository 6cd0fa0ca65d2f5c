"""What a territory puts on its documents: words, picture, colours, Word template."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from surveys.base import Base


class DocumentDress(Base):
    """One row per territory that chose something; "" or None: as delivered.

    contact: the structure that readers may ask, and how. accent, second: #rrggbb. logo: a PNG that
    we drew again. template: a checked .docx, with the name it came under.
    """

    __tablename__ = "document_dress"
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), primary_key=True
    )
    contact: Mapped[str] = mapped_column(String(200), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    accent: Mapped[str] = mapped_column(String(7), default="")
    second: Mapped[str] = mapped_column(String(7), default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    template: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    template_name: Mapped[str] = mapped_column(String(120), default="")
    template_on: Mapped[date | None]
    template_by: Mapped[str] = mapped_column(String(255), default="")
