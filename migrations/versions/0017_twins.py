"""twins are known under the secret"""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

CODING = sa.table('coding', sa.column('twin_key', sa.String))


def keyed(digest: str) -> str:
    """As `app.services.paroles.twins` makes it from the bare digest that was kept before."""
    secret = current_app.extensions['paroles'].secret_key.encode()
    return hmac.new(secret, f'twin:{digest}'.encode(), hashlib.sha256).hexdigest()[:32]


def upgrade() -> None:
    connection = op.get_bind()
    there = sa.select(CODING.c.twin_key).where(CODING.c.twin_key != '').distinct()
    change = (
        sa.update(CODING).where(CODING.c.twin_key == sa.bindparam('before')).values(twin_key=sa.bindparam('after'))
    )
    rows = [{'before': before, 'after': keyed(before)} for before in connection.scalars(there).all()]
    if rows:
        connection.execute(change, rows)


def downgrade() -> None:
    # What was hashed is not known from its keyed hash: the next reading by the machine says it anew.
    op.execute(sa.update(CODING).values(twin_key=''))
