"""sheets of paper: lots, what was entered, second entries"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sheet_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('campaign', sa.String(length=40), nullable=False),
    sa.Column('created_on', sa.Date(), nullable=False),
    sa.CheckConstraint('size BETWEEN 1 AND 300', name=op.f('ck_sheet_batch_size_printable')),
    sa.CheckConstraint('number > 0', name=op.f('ck_sheet_batch_number_positive')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_sheet_batch_survey_id_survey'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['version_id'], ['survey_version.id'], name=op.f('fk_sheet_batch_version_id_survey_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_batch')),
    sa.UniqueConstraint('survey_id', 'number', name=op.f('uq_sheet_batch_survey_id_number'))
    )
    op.create_table('sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('lot', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.BigInteger(), nullable=True),
    sa.Column('entered_on', sa.Date(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_sheet_survey_id_survey'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_sheet_response_id_response'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_sheet_entered_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet')),
    sa.UniqueConstraint('survey_id', 'lot', 'number', name=op.f('uq_sheet_survey_id_lot_number')),
    sa.UniqueConstraint('response_id', name=op.f('uq_sheet_response_id'))
    )
    op.create_table('second_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.BigInteger(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('fields', sa.Integer(), nullable=False),
    sa.Column('equal', sa.Integer(), nullable=False),
    sa.Column('texts', sa.Integer(), nullable=False),
    sa.Column('texts_equal', sa.Integer(), nullable=False),
    sa.Column('entered_on', sa.Date(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['sheet_id'], ['sheet.id'], name=op.f('fk_second_entry_sheet_id_sheet'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_second_entry_response_id_response'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_second_entry_entered_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_entry')),
    sa.UniqueConstraint('sheet_id', name=op.f('uq_second_entry_sheet_id'))
    )
    with op.batch_alter_table('second_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_second_entry_response_id'), ['response_id'], unique=False)


def downgrade() -> None:
    op.drop_table('second_entry')
    op.drop_table('sheet')
    op.drop_table('sheet_batch')
