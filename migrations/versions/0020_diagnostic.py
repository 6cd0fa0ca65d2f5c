"""the shared diagnostic: figures, services, constats, what they cite, frozen versions"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


MADE = ('diagnostic_version', 'priority', 'constat_event', 'citation', 'constat', 'document', 'service', 'indicator_value', 'indicator', 'data_import')


def frozen(table, sentence):
    name = f'{table}_frozen'
    return {
        'sqlite': (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
        ),
        'postgresql': (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $frozen$ "
            f"BEGIN RAISE EXCEPTION '{sentence}'; END $frozen$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    }


FROZEN = {
    'constat_event': frozen('constat_event', 'what was said of a constat is never rewritten'),
    'diagnostic_version': frozen('diagnostic_version', 'a version of the diagnostic is never rewritten'),
}


def upgrade() -> None:
    make_portrait()
    make_supply()
    make_constats()
    make_citations()
    make_account()
    make_decisions()
    dialect = op.get_bind().dialect.name
    for statements in FROZEN.values():
        for statement in statements[dialect]:
            op.execute(statement)


def make_portrait() -> None:
    op.create_table(
        'data_import',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=20), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('made_on', sa.Date(), nullable=False),
        sa.Column('made_by', sa.String(length=255), nullable=False),
        sa.CheckConstraint("what IN ('indicators', 'services')", name=op.f('ck_data_import_what_known')),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_data_import_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_data_import')),
    )
    op.create_index(op.f('ix_data_import_territory_id'), 'data_import', ['territory_id'])
    op.create_table(
        'indicator',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('label', sa.String(length=200), nullable=False),
        sa.Column('unit', sa.String(length=40), nullable=False),
        sa.Column('domaine', sa.String(length=60), nullable=False),
        sa.Column('definition', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_indicator_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator')),
        sa.UniqueConstraint('territory_id', 'key', name=op.f('uq_indicator_territory_id_key')),
    )
    op.create_table(
        'indicator_value',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('indicator_id', sa.Integer(), nullable=False),
        sa.Column('import_id', sa.Integer(), nullable=False),
        sa.Column('area', sa.String(length=12), nullable=False),
        sa.Column('area_code', sa.String(length=9), nullable=False),
        sa.Column('year', sa.Integer(), nullable=True),
        sa.Column('status', sa.String(length=8), nullable=False),
        sa.Column('value', sa.Double(), nullable=True),
        sa.CheckConstraint("(status = 'known') = (value IS NOT NULL)", name=op.f('ck_indicator_value_value_told')),
        sa.CheckConstraint("area IN ('commune', 'territory', 'department', 'region', 'country')", name=op.f('ck_indicator_value_area_known')),
        sa.CheckConstraint("status IN ('known', 'secret', 'missing')", name=op.f('ck_indicator_value_status_known')),
        sa.ForeignKeyConstraint(['import_id'], ['data_import.id'], name=op.f('fk_indicator_value_import_id_data_import'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicator.id'], name=op.f('fk_indicator_value_indicator_id_indicator'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_value')),
        sa.UniqueConstraint('import_id', 'indicator_id', 'area', 'area_code', 'year', name=op.f('uq_indicator_value_import_id_indicator_id_area_area_code_year')),
    )
    op.create_index(op.f('ix_indicator_value_import_id'), 'indicator_value', ['import_id'])
    op.create_index(op.f('ix_indicator_value_indicator_id'), 'indicator_value', ['indicator_id'])


def make_supply() -> None:
    op.create_table(
        'service',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=120), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('domaines', sa.JSON(), nullable=False),
        sa.Column('places', sa.Integer(), nullable=False),
        sa.Column('communes', sa.JSON(), nullable=False),
        sa.Column('everywhere', sa.Boolean(), nullable=False),
        sa.Column('public', sa.String(length=200), nullable=False),
        sa.Column('opening', sa.String(length=300), nullable=False),
        sa.Column('contact', sa.String(length=300), nullable=False),
        sa.Column('capacity', sa.String(length=120), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('funding', sa.String(length=300), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('import_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("name <> '' AND source <> ''", name=op.f('ck_service_named_and_sourced')),
        sa.CheckConstraint("state IN ('', 'bien_utilise', 'sous_mobilise', 'sature', 'fragile')", name=op.f('ck_service_state_known')),
        sa.CheckConstraint('places >= 0', name=op.f('ck_service_places_counted')),
        sa.ForeignKeyConstraint(['import_id'], ['data_import.id'], name=op.f('fk_service_import_id_data_import'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_service_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
        sa.UniqueConstraint('territory_id', 'key', name=op.f('uq_service_territory_id_key')),
    )
    op.create_index(op.f('ix_service_import_id'), 'service', ['import_id'])
    op.create_index(op.f('ix_service_territory_id'), 'service', ['territory_id'])


def make_constats() -> None:
    op.create_table(
        'document',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('author', sa.String(length=200), nullable=False),
        sa.Column('dated', sa.String(length=60), nullable=False),
        sa.Column('address', sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_document_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
        sa.UniqueConstraint('territory_id', 'title', name=op.f('uq_document_territory_id_title')),
    )
    op.create_table(
        'constat',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('heading', sa.String(length=120), nullable=False),
        sa.Column('sentence', sa.String(length=600), nullable=False),
        sa.Column('domaines', sa.JSON(), nullable=False),
        sa.Column('enjeux', sa.JSON(), nullable=False),
        sa.Column('communes', sa.JSON(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('suggestion', sa.String(length=160), nullable=True),
        sa.Column('made_on', sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('point_fort', 'point_vigilance')", name=op.f('ck_constat_kind_known')),
        sa.CheckConstraint("sentence <> ''", name=op.f('ck_constat_said')),
        sa.CheckConstraint("state IN ('suggere', 'propose', 'discute', 'valide_cotech', 'valide_copil', 'ecarte')", name=op.f('ck_constat_state_known')),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_constat_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_constat')),
        sa.UniqueConstraint('territory_id', 'suggestion', name=op.f('uq_constat_territory_id_suggestion')),
    )
    op.create_index(op.f('ix_constat_territory_id'), 'constat', ['territory_id'])


def make_citations() -> None:
    op.create_table(
        'citation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('constat_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('indicator_id', sa.Integer(), nullable=True),
        sa.Column('area', sa.String(length=12), nullable=False),
        sa.Column('area_code', sa.String(length=9), nullable=False),
        sa.Column('year', sa.Integer(), nullable=True),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('parole_id', sa.BigInteger(), nullable=True),
        sa.Column('document_id', sa.Integer(), nullable=True),
        sa.Column('place', sa.String(length=120), nullable=False),
        sa.Column('passage', sa.Text(), nullable=False),
        sa.Column('chosen', sa.JSON(), nullable=False),
        sa.Column('seen', sa.JSON(), nullable=False),
        sa.Column('cited_on', sa.Date(), nullable=False),
        sa.CheckConstraint("kind <> 'document' OR document_id IS NOT NULL", name=op.f('ck_citation_document_named')),
        sa.CheckConstraint("kind IN ('indicator', 'service', 'paroles', 'document')", name=op.f('ck_citation_kind_known')),
        sa.ForeignKeyConstraint(['constat_id'], ['constat.id'], name=op.f('fk_citation_constat_id_constat'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_citation_document_id_document'), ondelete='RESTRICT'),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicator.id'], name=op.f('fk_citation_indicator_id_indicator'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['parole_id'], ['parole.id'], name=op.f('fk_citation_parole_id_parole'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_citation_service_id_service'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_citation')),
    )
    op.create_index(op.f('ix_citation_constat_id'), 'citation', ['constat_id'])
    op.create_index(op.f('ix_citation_document_id'), 'citation', ['document_id'])
    op.create_index(op.f('ix_citation_indicator_id'), 'citation', ['indicator_id'])
    op.create_index(op.f('ix_citation_parole_id'), 'citation', ['parole_id'])
    op.create_index(op.f('ix_citation_service_id'), 'citation', ['service_id'])


def make_account() -> None:
    op.create_table(
        'constat_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('constat_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('act', sa.String(length=12), nullable=False),
        sa.Column('told', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.CheckConstraint("act <> 'vote' OR told IN ('pour', 'contre', 'abstention')", name=op.f('ck_constat_event_vote_known')),
        sa.CheckConstraint("act IN ('made', 'reworded', 'cited', 'uncited', 'state', 'reread', 'comment', 'vote')", name=op.f('ck_constat_event_act_known')),
        sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_constat_event_by_id_user')),
        sa.ForeignKeyConstraint(['constat_id'], ['constat.id'], name=op.f('fk_constat_event_constat_id_constat'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_constat_event')),
    )
    op.create_index(op.f('ix_constat_event_constat_id'), 'constat_event', ['constat_id'])


def make_decisions() -> None:
    op.create_table(
        'priority',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('enjeu', sa.String(length=60), nullable=False),
        sa.Column('rank', sa.Integer(), nullable=False),
        sa.Column('meeting', sa.String(length=200), nullable=False),
        sa.Column('decided_on', sa.Date(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("meeting <> ''", name=op.f('ck_priority_meeting_named')),
        sa.CheckConstraint('rank BETWEEN 1 AND 3', name=op.f('ck_priority_rank_known')),
        sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_priority_by_id_user')),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_priority_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_priority')),
    )
    op.create_index(op.f('ix_priority_territory_id'), 'priority', ['territory_id'])
    op.create_table(
        'diagnostic_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('territory_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('meeting', sa.String(length=200), nullable=False),
        sa.Column('frozen_on', sa.Date(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('content_hash', sa.String(length=64), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_diagnostic_version_by_id_user')),
        sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_diagnostic_version_territory_id_territory'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_diagnostic_version')),
        sa.UniqueConstraint('territory_id', 'number', name=op.f('uq_diagnostic_version_territory_id_number')),
    )


def downgrade() -> None:
    for table in MADE:
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        for table in FROZEN:
            op.execute(f'DROP FUNCTION {table}_frozen()')
