"""coding: in which language a parole is; survey: how copied texts count"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that drops the table, and what cascades from it goes too.
    op.add_column('coding', sa.Column('language', sa.String(length=8), server_default='', nullable=False))
    op.create_index(op.f('ix_coding_language'), 'coding', ['language'])
    op.add_column('survey', sa.Column('copies_once', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('survey', 'copies_once')
    op.drop_index(op.f('ix_coding_language'), table_name='coding')
    op.drop_column('coding', 'language')
