"""Tables of invitations: contacts, who has answered, what was sent; and names, where it is said."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base, made_with
from surveys.models import Response, Survey, random_id


class Invitation(Base):
    """A contact of one survey. `sealed`: who they are and where to write to them, encrypted.

    Nothing here changes when they answer. `unreachable`: their address does not answer;
    `stopped_on`: they asked not to be written to again.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("survey_id", "contact_hash"),)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=random_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    contact_hash: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    unreachable: Mapped[bool] = mapped_column(default=False, server_default=false())
    added_on: Mapped[date]
    stopped_on: Mapped[date | None]
    survey: Mapped[Survey] = relationship()


class InvitationAnswered(Base):
    """An invitation that has been answered: a key that only the secret makes, and no date.

    On SQLite its rows are written anew, in the order of their keys, each time one comes:
    `surveys.invitations.marks` says why.
    """

    __tablename__ = "invitation_answered"
    __table_args__ = {"sqlite_with_rowid": False}
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))


class Mailing(Base):
    """One message or one lot of letters, and to whom: `everyone`, or those who had not answered."""

    __tablename__ = "mailing"
    __table_args__ = (
        CheckConstraint("kind IN ('invitation', 'reminder', 'letter')", name="kind_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str] = mapped_column(String(255), default="")
    everyone: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_on: Mapped[date]
    survey: Mapped[Survey] = relationship()


class MailingRecipient(Base):
    """A contact in a mailing, once. `done` says neither sent nor passed over: that would tell who
    had answered by then. `sending`: the server stopped while this one was leaving."""

    __tablename__ = "mailing_recipient"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'done')", name="state_known"),
    )
    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True
    )
    invitation_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("invitation.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    )
    state: Mapped[str] = mapped_column(String(20), default="waiting")


class NamedResponse(Base):
    """Whose response this is: only in a survey that says so to those who answer it."""

    __tablename__ = "named_response"
    response_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    invitation_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )
    response: Mapped[Response] = relationship()
    invitation: Mapped[Invitation] = relationship()


# Whoever holds the database: no name beside an anonymous response, and no survey that becomes
# named, or stops being so, once somebody has answered what it said.
_NAMELESS = "an anonymous response carries no name"
_SAID = "what people were told is not changed once they have answered"
_IS_NAMED = (
    "EXISTS (SELECT 1 FROM response JOIN survey ON survey.id = response.survey_id "
    "WHERE response.id = NEW.response_id AND survey.access = 'named')"
)
_TURNS = (
    "OLD.access <> NEW.access AND NOT (OLD.access = 'letter' AND NEW.access = 'open') "
    "AND EXISTS (SELECT 1 FROM response WHERE response.survey_id = NEW.id)"
)
PROMISES = {
    "sqlite": (
        "CREATE TRIGGER named_response_said BEFORE INSERT ON named_response "
        f"WHEN NOT {_IS_NAMED} BEGIN SELECT RAISE(ABORT, '{_NAMELESS}'); END",
        "CREATE TRIGGER named_response_kept BEFORE UPDATE ON named_response "
        f"BEGIN SELECT RAISE(ABORT, '{_NAMELESS}'); END",
        "CREATE TRIGGER survey_access_said BEFORE UPDATE OF access ON survey "
        f"WHEN {_TURNS} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION named_response_said() RETURNS trigger AS $said$ BEGIN "
        f"IF TG_OP = 'UPDATE' OR NOT {_IS_NAMED} THEN RAISE EXCEPTION '{_NAMELESS}'; END IF; "
        "RETURN NEW; END $said$ LANGUAGE plpgsql",
        "CREATE TRIGGER named_response_said BEFORE INSERT OR UPDATE ON named_response "
        "FOR EACH ROW EXECUTE FUNCTION named_response_said()",
        "CREATE OR REPLACE FUNCTION survey_access_said() RETURNS trigger AS $said$ BEGIN "
        f"IF {_TURNS} THEN RAISE EXCEPTION '{_SAID}'; END IF; "
        "RETURN NEW; END $said$ LANGUAGE plpgsql",
        "CREATE TRIGGER survey_access_said BEFORE UPDATE OF access ON survey "
        "FOR EACH ROW EXECUTE FUNCTION survey_access_said()",
    ),
}
made_with(NamedResponse, PROMISES)
