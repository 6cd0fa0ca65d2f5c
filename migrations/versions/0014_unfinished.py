"""answers begun and kept for later"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'unfinished',
        sa.Column('id', sa.BigInteger(), nullable=False),
        sa.Column('survey_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.String(length=64), nullable=False),
        sa.Column('key_hash', sa.String(length=64), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.Column('kept_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_unfinished_survey_id_survey'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_unfinished')),
        sa.UniqueConstraint('survey_id', 'key_hash', name=op.f('uq_unfinished_survey_id_key_hash')),
        sa.UniqueConstraint('survey_id', 'place', name=op.f('uq_unfinished_survey_id_place')),
    )


def downgrade() -> None:
    op.drop_table('unfinished')
