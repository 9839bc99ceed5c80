"""The documented indexes."""

from schema_init.migrations.steps import sql_beside


revision = "0003"
down_revision = "0002"
upgrade = sql_beside(__file__)
