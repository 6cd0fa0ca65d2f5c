"""the population that answers are weighted to"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'census',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('imported_on', sa.Date(), nullable=False),
        sa.Column('imported_by', sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_census_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_census')),
    )
    op.create_index(op.f('ix_census_territory_id'), 'census', ['territory_id'])
    op.create_table(
        'census_line',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('census_id', sa.Integer(), nullable=False),
        sa.Column('commune', sa.String(length=5), nullable=True),
        sa.Column('age_band', sa.String(length=20), nullable=True),
        sa.Column('people', sa.Double(), nullable=False),
        sa.CheckConstraint('people >= 0', name=op.f('ck_census_line_people_counted')),
        sa.ForeignKeyConstraint(['census_id'], ['census.id'], name=op.f('fk_census_line_census_id_census'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_census_line')),
    )
    op.create_index(op.f('ix_census_line_census_id'), 'census_line', ['census_id'])


def downgrade() -> None:
    op.drop_table('census_line')
    op.drop_table('census')
