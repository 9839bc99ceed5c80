"""Alembic runs this file to learn how to reach the database: over the connection that `schema_init.postgres` hands in."""

from alembic import context


context.configure(
    connection=context.config.attributes["connection"],
    on_version_apply=context.config.attributes["on_version_apply"],
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
