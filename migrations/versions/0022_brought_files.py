"""files of figures and of services: looked at before they are imported, their reading remembered"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('data_import', sa.Column('reading', sa.JSON(), server_default='{}', nullable=False))
    op.create_table(
        'brought_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=20), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('brought_on', sa.Date(), nullable=False),
        sa.Column('brought_by', sa.String(length=255), nullable=False),
        sa.Column('reading', sa.JSON(), nullable=False),
        sa.CheckConstraint("what IN ('indicators', 'services')", name=op.f('ck_brought_file_what_known')),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_brought_file_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_brought_file')),
    )
    op.create_index(op.f('ix_brought_file_territory_id'), 'brought_file', ['territory_id'])


def downgrade() -> None:
    op.drop_table('brought_file')
    op.drop_column('data_import', 'reading')
