"""Alembic's environment: the application's engine and metadata, nothing more."""

from alembic import context
from flask import current_app

from surveys.base import WRITING, Base
from surveys.search import in_metadata

migrate = current_app.extensions["migrate"]


def run() -> None:
    engine = migrate.db.engine
    with engine.connect().execution_options(**{WRITING: True}) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=in_metadata,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
