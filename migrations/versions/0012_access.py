"""who may read originals, links that open one territory, and every change of access written down"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = {
    "sqlite": (
        "CREATE TRIGGER access_change_kept BEFORE UPDATE ON access_change "
        "BEGIN SELECT RAISE(ABORT, 'what was written of access is never rewritten'); END",
        "CREATE TRIGGER access_change_stays BEFORE DELETE ON access_change "
        "WHEN OLD.at > datetime('now', '-1 year') "
        "BEGIN SELECT RAISE(ABORT, 'what was written of access stays a year'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION access_change_kept() RETURNS trigger AS $kept$ "
        "BEGIN IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '1 year' THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'what was written of access is never rewritten, and stays a year'; END "
        "$kept$ LANGUAGE plpgsql",
        "CREATE TRIGGER access_change_kept BEFORE UPDATE OR DELETE ON access_change "
        "FOR EACH ROW EXECUTE FUNCTION access_change_kept()",
    ),
}


def upgrade() -> None:
    # Not in a batch: on SQLite that drops the table, and what cascades from it goes too.
    op.execute(
        "ALTER TABLE membership ADD COLUMN original BOOLEAN DEFAULT false NOT NULL "
        "CONSTRAINT ck_membership_original_for_readers "
        "CHECK (NOT original OR role = 'contributeur')"
    )
    # Nothing hangs on a link: a batch may make its table anew.
    with op.batch_alter_table("sign_in_link") as batch:
        batch.add_column(sa.Column("territory_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_sign_in_link_territory_id_territory"), "territory", ["territory_id"], ["id"], ondelete="CASCADE")
    op.create_table(
        "access_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("about", sa.String(length=255), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint("what IN ('invited', 'changed', 'removed', 'linked', 'original_given', 'original_taken')", name=op.f("ck_access_change_what_known")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_access_change_territory_id_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_change")),
    )
    op.create_index(op.f("ix_access_change_territory_id"), "access_change", ["territory_id"])
    for statement in KEPT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("access_change")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION access_change_kept()")
    op.drop_column("membership", "original")
    with op.batch_alter_table("sign_in_link") as batch:
        batch.drop_constraint("fk_sign_in_link_territory_id_territory", type_="foreignkey")
        batch.drop_column("territory_id")
