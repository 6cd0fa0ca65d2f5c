"""what a territory puts on its documents"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'document_dress',
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('contact', sa.String(length=200), nullable=False),
        sa.Column('intro', sa.Text(), nullable=False),
        sa.Column('accent', sa.String(length=7), nullable=False),
        sa.Column('second', sa.String(length=7), nullable=False),
        sa.Column('logo', sa.LargeBinary(), nullable=True),
        sa.Column('template', sa.LargeBinary(), nullable=True),
        sa.Column('template_name', sa.String(length=120), nullable=False),
        sa.Column('template_on', sa.Date(), nullable=True),
        sa.Column('template_by', sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_document_dress_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('territory_id', name=op.f('pk_document_dress')),
    )


def downgrade() -> None:
    op.drop_table('document_dress')
