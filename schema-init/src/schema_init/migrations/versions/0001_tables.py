"""The documented tables."""

from schema_init.migrations.steps import sql_beside


revision = "0001"
down_revision = None
upgrade = sql_beside(__file__)
