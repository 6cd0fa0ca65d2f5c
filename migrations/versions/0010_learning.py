"""coding: confidence, twins, every decision; what the machine learnt; two coders"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

MADE = ('blind_coding', 'coding_sample_item', 'coding_sample', 'tagger_version', 'tagger_term', 'decision')

FROZEN = {
    'sqlite': (
        "CREATE TRIGGER decision_frozen BEFORE UPDATE ON decision "
        "BEGIN SELECT RAISE(ABORT, 'a decision is never rewritten'); END",
    ),
    'postgresql': (
        "CREATE OR REPLACE FUNCTION decision_frozen() RETURNS trigger AS $frozen$ "
        "BEGIN RAISE EXCEPTION 'a decision is never rewritten'; END "
        "$frozen$ LANGUAGE plpgsql",
        "CREATE TRIGGER decision_frozen BEFORE UPDATE ON decision "
        "FOR EACH ROW EXECUTE FUNCTION decision_frozen()",
    ),
}


def moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def number(name, kind=sa.Integer, nullable=False):
    return sa.Column(name, kind(), nullable=nullable)


def refers(table, column, to, ondelete=None):
    return sa.ForeignKeyConstraint([column], [f'{to}.id'], name=op.f(f'fk_{table}_{column}_{to}'), ondelete=ondelete)


def upgrade() -> None:
    # Not in a batch: on SQLite that drops the table, and what cascades from it goes too.
    op.add_column('coding', sa.Column('confidence', sa.String(length=10), server_default='', nullable=False))
    op.add_column('coding', sa.Column('twin_key', sa.String(length=32), server_default='', nullable=False))
    op.add_column('coding', sa.Column('twin_of_id', sa.BigInteger(), nullable=True))
    op.create_index(op.f('ix_coding_confidence'), 'coding', ['confidence'])
    op.create_index(op.f('ix_coding_twin_key'), 'coding', ['twin_key'])
    op.add_column('theme', sa.Column('expressions', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('theme', sa.Column('counter_expressions', sa.JSON(), server_default='[]', nullable=False))
    _decisions()
    _learning()
    _two_coders()


def _decisions() -> None:
    op.create_table('decision',
    number('id'), number('parole_id', sa.BigInteger), number('by_id', nullable=True), moment('at'),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('family', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('how', sa.String(length=12), nullable=False),
    sa.CheckConstraint("act IN ('keep', 'refuse', 'check', 'reopen')", name=op.f('ck_decision_act_known')),
    sa.CheckConstraint("how IN ('desk', 'twin', 'arbitration', 'before')", name=op.f('ck_decision_how_known')),
    sa.CheckConstraint("(act IN ('keep', 'refuse')) = (key <> '')", name=op.f('ck_decision_label_named')),
    refers('decision', 'parole_id', 'parole', 'CASCADE'), refers('decision', 'by_id', 'user'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')))
    op.create_index(op.f('ix_decision_parole_id'), 'decision', ['parole_id'])
    # What was decided before this table: labels first, then the paroles wholly checked.
    op.execute("""INSERT INTO decision (parole_id, by_id, at, act, family, key, how)
        SELECT parole_id, decided_by_id, decided_at, CASE state WHEN 'refused' THEN 'refuse' ELSE 'keep' END,
        family, key, 'before' FROM tag WHERE state <> 'proposed' ORDER BY decided_at, id""")
    op.execute("""INSERT INTO decision (parole_id, by_id, at, act, family, key, how)
        SELECT parole_id, checked_by_id, checked_at, 'check', '', '', 'before' FROM coding
        WHERE checked_at IS NOT NULL ORDER BY checked_at, parole_id""")
    for statement in FROZEN[op.get_bind().dialect.name]:
        op.execute(statement)


def _learning() -> None:
    op.create_table('tagger_term',
    number('id'), number('territory_id'), number('parole_id', sa.BigInteger, nullable=True),
    sa.Column('family', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('words', sa.String(length=120), nullable=False),
    number('by_id', nullable=True), moment('added_at'), moment('removed_at', nullable=True),
    sa.CheckConstraint("side IN ('for', 'against')", name=op.f('ck_tagger_term_side_known')),
    refers('tagger_term', 'territory_id', 'territory', 'CASCADE'),
    refers('tagger_term', 'parole_id', 'parole', 'CASCADE'), refers('tagger_term', 'by_id', 'user'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tagger_term')))
    op.create_index(op.f('ix_tagger_term_territory_id'), 'tagger_term', ['territory_id'])
    op.create_index(op.f('ix_tagger_term_parole_id'), 'tagger_term', ['parole_id'])
    op.create_table('tagger_version',
    number('id'), number('territory_id'), number('number'), moment('made_at'), number('by_id', nullable=True),
    number('last_decision', sa.BigInteger), sa.Column('base', sa.String(length=60), nullable=False),
    *(number(name) for name in ('answers', 'terms', 'held', 'cells', 'errors_before', 'errors', 'looked')),
    sa.Column('changes', sa.JSON(), nullable=False), moment('chosen_at', nullable=True),
    refers('tagger_version', 'territory_id', 'territory', 'CASCADE'), refers('tagger_version', 'by_id', 'user'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tagger_version')),
    sa.UniqueConstraint('territory_id', 'number', name=op.f('uq_tagger_version_territory_id_number')))
    op.create_index(op.f('ix_tagger_version_territory_id'), 'tagger_version', ['territory_id'])


def _two_coders() -> None:
    op.create_table('coding_sample',
    number('id'), number('territory_id'), number('number'), moment('drawn_at'), number('drawn_by_id', nullable=True),
    refers('coding_sample', 'territory_id', 'territory', 'CASCADE'), refers('coding_sample', 'drawn_by_id', 'user'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coding_sample')),
    sa.UniqueConstraint('territory_id', 'number', name=op.f('uq_coding_sample_territory_id_number')))
    op.create_index(op.f('ix_coding_sample_territory_id'), 'coding_sample', ['territory_id'])
    op.create_table('coding_sample_item',
    number('sample_id'), number('parole_id', sa.BigInteger), number('rank'),
    sa.Column('machine', sa.JSON(), nullable=False), moment('settled_at', nullable=True),
    refers('coding_sample_item', 'sample_id', 'coding_sample', 'CASCADE'),
    refers('coding_sample_item', 'parole_id', 'parole', 'CASCADE'),
    sa.PrimaryKeyConstraint('sample_id', 'parole_id', name=op.f('pk_coding_sample_item')))
    op.create_index(op.f('ix_coding_sample_item_parole_id'), 'coding_sample_item', ['parole_id'])
    op.create_table('blind_coding',
    number('sample_id'), number('parole_id', sa.BigInteger), number('coder_id'),
    sa.Column('labels', sa.JSON(), nullable=False), moment('coded_at'),
    refers('blind_coding', 'sample_id', 'coding_sample', 'CASCADE'),
    refers('blind_coding', 'parole_id', 'parole', 'CASCADE'), refers('blind_coding', 'coder_id', 'user'),
    sa.PrimaryKeyConstraint('sample_id', 'parole_id', 'coder_id', name=op.f('pk_blind_coding')))
    op.create_index(op.f('ix_blind_coding_parole_id'), 'blind_coding', ['parole_id'])


def downgrade() -> None:
    for table in MADE:
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION decision_frozen()')
    op.drop_index(op.f('ix_coding_twin_key'), 'coding')
    op.drop_index(op.f('ix_coding_confidence'), 'coding')
    for table, column in (('coding', 'confidence'), ('coding', 'twin_key'), ('coding', 'twin_of_id'),
                          ('theme', 'expressions'), ('theme', 'counter_expressions')):
        op.drop_column(table, column)
