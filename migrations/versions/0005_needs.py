"""What associations ask for: needs, their account, merges of duplicates, addresses kept apart."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that drops the table, and what cascades from it goes too.
    op.execute(
        "ALTER TABLE survey ADD COLUMN kind VARCHAR(20) DEFAULT 'questionnaire' NOT NULL "
        "CONSTRAINT ck_survey_kind_known CHECK (kind IN ('questionnaire', 'besoins'))"
    )
    op.create_table(
        "association",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_association_territory_id_territory")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_association_response_id_response"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
        sa.UniqueConstraint("response_id", name=op.f("uq_association_response_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_association_token_hash")),
    )
    op.create_index(op.f("ix_association_territory_id"), "association", ["territory_id"])
    op.create_table(
        "association_contact",
        sa.Column("association_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_association_contact_association_id_association"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("association_id", name=op.f("pk_association_contact")),
    )
    op.create_table(
        "besoin",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("association_id", sa.BigInteger(), nullable=False),
        sa.Column("parole_id", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_besoin_association_id_association"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parole_id"], ["parole.id"], name=op.f("fk_besoin_parole_id_parole"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_besoin")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_besoin_key_hash")),
        sa.UniqueConstraint("parole_id", name=op.f("uq_besoin_parole_id")),
    )
    op.create_index(op.f("ix_besoin_association_id"), "besoin", ["association_id"])
    op.create_table(
        "besoin_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("besoin_id", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint("author IN ('association', 'chargee')", name=op.f("ck_besoin_event_author_known")),
        sa.CheckConstraint("kind IN ('status', 'message', 'merged', 'split')", name=op.f("ck_besoin_event_kind_known")),
        sa.CheckConstraint("(kind = 'status') = (status IS NOT NULL)", name=op.f("ck_besoin_event_status_said")),
        sa.CheckConstraint("status IN ('a_l_etude', 'retenu', 'non_retenu')", name=op.f("ck_besoin_event_status_known")),
        sa.CheckConstraint("status <> 'non_retenu' OR text <> ''", name=op.f("ck_besoin_event_refusal_has_a_reason")),
        sa.CheckConstraint("(status = 'retenu') = (action <> '')", name=op.f("ck_besoin_event_action_named")),
        sa.ForeignKeyConstraint(["besoin_id"], ["besoin.id"], name=op.f("fk_besoin_event_besoin_id_besoin"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_besoin_event_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_besoin_event")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_besoin_event_key_hash")),
    )
    op.create_index(op.f("ix_besoin_event_besoin_id"), "besoin_event", ["besoin_id"])
    op.create_table(
        "besoin_merge",
        sa.Column("besoin_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("besoin_id <> into_id", name=op.f("ck_besoin_merge_with_another")),
        sa.ForeignKeyConstraint(["besoin_id"], ["besoin.id"], name=op.f("fk_besoin_merge_besoin_id_besoin"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["into_id"], ["besoin.id"], name=op.f("fk_besoin_merge_into_id_besoin"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("besoin_id", name=op.f("pk_besoin_merge")),
    )
    op.create_index(op.f("ix_besoin_merge_into_id"), "besoin_merge", ["into_id"])


def downgrade() -> None:
    for table in ("besoin_merge", "besoin_event", "besoin", "association_contact", "association"):
        op.drop_table(table)
    # What was gathered here has no place in a schema without it: as questionnaires they would show.
    op.execute("DELETE FROM response WHERE survey_id IN (SELECT id FROM survey WHERE kind = 'besoins')")
    op.execute("DELETE FROM survey WHERE kind = 'besoins'")
    op.execute("ALTER TABLE survey DROP COLUMN kind")
