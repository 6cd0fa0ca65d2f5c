"""drafts, archives, and versions that the database itself keeps from being rewritten"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER survey_version_frozen BEFORE UPDATE ON survey_version "
    "BEGIN SELECT RAISE(ABORT, 'a published version is never rewritten'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION survey_version_frozen() RETURNS trigger AS $frozen$ "
    "BEGIN RAISE EXCEPTION 'a published version is never rewritten'; END "
    "$frozen$ LANGUAGE plpgsql",
    "CREATE TRIGGER survey_version_frozen BEFORE UPDATE ON survey_version "
    "FOR EACH ROW EXECUTE FUNCTION survey_version_frozen()",
)


def upgrade() -> None:
    op.add_column('survey', sa.Column('archived_on', sa.Date(), nullable=True))
    op.create_table('survey_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_draft_survey_id_survey'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_draft')),
    sa.UniqueConstraint('survey_id', name=op.f('uq_survey_draft_survey_id'))
    )
    op.create_table('survey_draft_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('saved_by', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['survey_draft.id'], name=op.f('fk_survey_draft_step_draft_id_survey_draft'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_draft_step')),
    sa.UniqueConstraint('draft_id', 'number', name=op.f('uq_survey_draft_step_draft_id_number'))
    )
    for statement in _trigger():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER survey_version_frozen ON survey_version')
        op.execute('DROP FUNCTION survey_version_frozen()')
    else:
        op.execute('DROP TRIGGER survey_version_frozen')
    op.drop_table('survey_draft_step')
    op.drop_table('survey_draft')
    # Not in a batch: on SQLite that drops the table, and what cascades from it goes too.
    op.execute('ALTER TABLE survey DROP COLUMN archived_on')


def _trigger() -> tuple[str, ...]:
    return POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE
