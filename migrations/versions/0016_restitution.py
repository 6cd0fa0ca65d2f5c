"""syntheses published to committees, their opinions, public results"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_synthesis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(length=255), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_published_synthesis_territory_id_territory"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_synthesis")),
        sa.UniqueConstraint("territory_id", "number", name=op.f("uq_published_synthesis_territory_id_number")),
    )
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("enjeu", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("vote", sa.String(length=12), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("vote IN ('', 'pour', 'contre', 'abstention')", name=op.f("ck_opinion_vote_known")),
        sa.CheckConstraint("vote <> '' OR sentence <> ''", name=op.f("ck_opinion_something_said")),
        sa.ForeignKeyConstraint(["synthesis_id"], ["published_synthesis.id"], name=op.f("fk_opinion_synthesis_id_published_synthesis"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_opinion_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("synthesis_id", "enjeu", "user_id", name=op.f("uq_opinion_synthesis_id_enjeu_user_id")),
    )
    op.create_table(
        "restitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("past", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_by", sa.String(length=255), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.CheckConstraint("(published_on IS NULL) = (content IS NULL)", name=op.f("ck_restitution_published_with_its_figures")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_restitution_territory_id_territory"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restitution")),
        sa.UniqueConstraint("slug", name=op.f("uq_restitution_slug")),
    )
    op.create_table(
        "restitution_quote",
        sa.Column("restitution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parole_id", sa.BigInteger(), nullable=False),
        sa.Column("public", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["restitution_id"], ["restitution.id"], name=op.f("fk_restitution_quote_restitution_id_restitution"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("restitution_id", "position", name=op.f("pk_restitution_quote")),
    )


def downgrade() -> None:
    for table in ("restitution_quote", "restitution", "opinion", "published_synthesis"):
        op.drop_table(table)
