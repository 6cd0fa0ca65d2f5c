"""responses: signs of a machine, and whether a helper wrote"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('response', sa.Column('suspicion', sa.String(length=40), server_default='', nullable=False))
    op.add_column('response', sa.Column('helped', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('response', 'helped')
    op.drop_column('response', 'suspicion')
