"""Access tokens that were given back before they expired."""

from schema_init.migrations.steps import sql_beside


revision = "0014"
down_revision = "0011"
upgrade = sql_beside(__file__)
