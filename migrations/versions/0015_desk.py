"""desk: paroles found by their words, decisions taken together, the answers hoped for"""

import sqlalchemy as sa
from alembic import op

from surveys import search

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

INDEXES = (('decision', 'by_id'), ('decision', 'at'), ('decision', 'batch_id'))


def upgrade() -> None:
    op.add_column('survey', sa.Column('objective', sa.Integer(), nullable=True))
    op.add_column('decision', sa.Column('batch_id', sa.Integer(), nullable=True))
    for table, column in INDEXES:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])
    op.create_index(op.f('ix_response_received_on'), 'response', ['received_on'])
    op.create_index('ix_tag_label', 'tag', ['family', 'key', 'state', 'parole_id'])
    op.create_index('ix_coding_next', 'coding', ['confidence', 'checked_at', 'doubt', 'parole_id'])
    op.create_table('decision_batch',
    sa.Column('id', sa.Integer(), nullable=False), sa.Column('territory_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('family', sa.String(length=20), nullable=False), sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("act IN ('check', 'keep', 'refuse')", name=op.f('ck_decision_batch_act_known')),
    sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_decision_batch_territory_id_territory'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_decision_batch_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_batch')))
    op.create_index(op.f('ix_decision_batch_territory_id'), 'decision_batch', ['territory_id'])
    op.create_table('batch_item',
    sa.Column('batch_id', sa.Integer(), nullable=False), sa.Column('parole_id', sa.BigInteger(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False), sa.Column('last', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['decision_batch.id'], name=op.f('fk_batch_item_batch_id_decision_batch'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['parole_id'], ['parole.id'], name=op.f('fk_batch_item_parole_id_parole'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', 'parole_id', name=op.f('pk_batch_item')))
    op.create_index(op.f('ix_batch_item_parole_id'), 'batch_item', ['parole_id'])
    dialect = op.get_bind().dialect.name
    for statement in search.CREATE[dialect]:
        op.execute(statement)
    if dialect == 'sqlite':
        op.execute(search.FILL)


def downgrade() -> None:
    for statement in search.DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table('batch_item')
    op.drop_table('decision_batch')
    op.drop_index('ix_coding_next', 'coding')
    op.drop_index('ix_tag_label', 'tag')
    op.drop_index(op.f('ix_response_received_on'), 'response')
    for table, column in INDEXES:
        op.drop_index(op.f(f'ix_{table}_{column}'), table)
    op.drop_column('decision', 'batch_id')
    op.drop_column('survey', 'objective')
