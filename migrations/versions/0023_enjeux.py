"""the history of a territory's enjeux; needs of associations cited"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

NAME = 'enjeu_event_frozen'
SENTENCE = 'the history of the enjeux is never rewritten'
FROZEN = {
    'sqlite': (
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON enjeu_event "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    ),
    'postgresql': (
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger AS $frozen$ "
        f"BEGIN RAISE EXCEPTION '{SENTENCE}'; END $frozen$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON enjeu_event "
        f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ),
}
KINDS = "'indicator', 'service', 'paroles', 'document'"


def upgrade() -> None:
    op.create_table(
        'enjeu_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=10), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('was', sa.String(length=160), nullable=False),
        sa.Column('label', sa.String(length=160), nullable=False),
        sa.Column('into', sa.String(length=60), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('decided_on', sa.Date(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("act IN ('added', 'renamed', 'merged', 'separated', 'removed')", name=op.f('ck_enjeu_event_act_known')),
        sa.CheckConstraint("(act = 'merged') = (\"into\" <> '')", name=op.f('ck_enjeu_event_into_named')),
        sa.CheckConstraint("key <> \"into\" AND label <> ''", name=op.f('ck_enjeu_event_said')),
        sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_enjeu_event_by_id_user')),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_enjeu_event_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_enjeu_event')),
    )
    op.create_index(op.f('ix_enjeu_event_territory_id'), 'enjeu_event', ['territory_id'])
    for statement in FROZEN[op.get_bind().dialect.name]:
        op.execute(statement)
    kinds(f"{KINDS}, 'besoins'")


def kinds(allowed: str) -> None:
    with op.batch_alter_table('citation') as batch:
        batch.drop_constraint(op.f('ck_citation_kind_known'), type_='check')
        batch.create_check_constraint(op.f('ck_citation_kind_known'), f'kind IN ({allowed})')


def downgrade() -> None:
    # Sources of a kind that the older code cannot read go; their constats stay.
    op.execute("DELETE FROM citation WHERE kind = 'besoins'")
    kinds(KINDS)
    op.drop_table('enjeu_event')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f'DROP FUNCTION {NAME}()')
