"""Invitations: contacts, who has answered, mailings, names; and who may answer a survey."""

import sqlalchemy as sa
from alembic import op

from surveys.invitations.models import PROMISES

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that drops the table, and what cascades from it goes too.
    op.execute(
        "ALTER TABLE survey ADD COLUMN access VARCHAR(10) DEFAULT 'open' NOT NULL "
        "CONSTRAINT ck_survey_access_known CHECK (access IN ('open', 'letter', 'named'))"
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("contact_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("unreachable", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_invitation_survey_id_survey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("survey_id", "contact_hash", name=op.f("uq_invitation_survey_id_contact_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    op.create_table(
        "invitation_answered",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_invitation_answered_survey_id_survey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_invitation_answered")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.String(length=255), nullable=False),
        sa.Column("everyone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('invitation', 'reminder', 'letter')", name=op.f("ck_mailing_kind_known")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_mailing_survey_id_survey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    op.create_index(op.f("ix_mailing_survey_id"), "mailing", ["survey_id"])
    op.create_table(
        "mailing_recipient",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'done')", name=op.f("ck_mailing_recipient_state_known")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_mailing_recipient_invitation_id_invitation"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_recipient_mailing_id_mailing"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mailing_id", "invitation_id", name=op.f("pk_mailing_recipient")),
    )
    op.create_index(op.f("ix_mailing_recipient_invitation_id"), "mailing_recipient", ["invitation_id"])
    op.create_table(
        "named_response",
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("invitation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_named_response_invitation_id_invitation"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_named_response_response_id_response"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_named_response")),
    )
    op.create_index(op.f("ix_named_response_invitation_id"), "named_response", ["invitation_id"])
    for statement in PROMISES[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER survey_access_said" + " ON survey" * postgresql)
    for table in ("named_response", "mailing_recipient", "mailing", "invitation_answered", "invitation"):
        op.drop_table(table)
    if postgresql:
        op.execute("DROP FUNCTION survey_access_said")
        op.execute("DROP FUNCTION named_response_said")
    op.execute("ALTER TABLE survey DROP COLUMN access")
