"""What search looks in."""

from schema_init.migrations.steps import sql_beside


revision = "0008"
down_revision = "0013"
upgrade = sql_beside(__file__)
