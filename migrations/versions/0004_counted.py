"""published figures move by batches: which responses they count"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('counted_response',
    sa.Column('response_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_counted_response_response_id_response'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_counted_response'))
    )


def downgrade() -> None:
    op.drop_table('counted_response')
