"""Faster compression of records."""

from schema_init.migrations.steps import sql_beside


revision = "0007"
down_revision = "0006"
upgrade = sql_beside(__file__)
