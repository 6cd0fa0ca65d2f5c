"""the cycle of a convention that a survey belongs to, where somebody said it"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey", sa.Column("cycle", sa.String(length=9), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("survey", "cycle")
